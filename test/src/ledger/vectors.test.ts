import { createDecipheriv, createHash, createHmac } from "node:crypto";
import { zstdDecompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { committed } from "../../../checks/document.ts";
import { vectors } from "../../../checks/vectors.ts";

const text = committed(vectors);
const { keys, segment, request } = JSON.parse(text);
const bytes = (hex: string) => Buffer.from(hex, "hex");
const sha256 = (...parts: (Buffer | string)[]) =>
	createHash("sha256")
		.update(Buffer.concat(parts.map((part) => Buffer.from(part as string, "latin1"))))
		.digest("hex");
const u16 = (value: number) => Buffer.from([value >> 8, value & 255]);

describe("docs/vectors.json", () => {
	it("is what the code makes from its inputs (`node checks/vectors.ts --write`)", () => {
		expect(text).toBe(vectors.render());
	});

	// From here on nothing of the product's code: only what docs/format.md says.
	it("follows the format: hashes, from the events to the segment hash", () => {
		const salt = bytes(segment.segmentSalt);
		const commitments = segment.events.map((event: Record<string, string>, i: number) => {
			expect(event["salt"]).toBe(sha256("audit-trail/1/salt\0", salt, u16(i)));
			const commitment = sha256(
				"audit-trail/1/event\0",
				bytes(event["salt"] ?? ""),
				bytes(event["eventBytes"] ?? ""),
			);
			expect(event["commitment"]).toBe(commitment);
			return bytes(commitment);
		});
		const leaves = commitments.map((commitment: Buffer) => bytes(sha256("\0", commitment)));
		expect(segment.eventRoot).toBe(sha256("\u0001", ...leaves));
		expect(segment.segmentHash).toBe(sha256("\0", bytes(segment.header)));
		expect(segment.genesisHash).toBe(sha256("audit-trail/1/genesis\0", "\u0004acme\u0003"));
		expect(segment.bodyDigest).toBe(sha256(bytes(segment.body)));
		const header = bytes(segment.header);
		expect(header.subarray(0, 7).toString("latin1")).toBe("\u0001\u0004acme\u0003");
		expect(header.subarray(15, 47).toString("hex")).toBe(segment.genesisHash);
		const counted = header.subarray(header.length - 130).toString("hex");
		expect(
			counted.startsWith(
				`0002${segment.eventRoot}${segment.bodyDigest}${segment.given.dataKeyId}${segment.tokensDigest}`,
			),
		).toBe(true);
	});

	it("follows the format: the body opens, and holds the lines and the boxes", () => {
		const body = bytes(segment.body);
		const header = bytes(segment.header);
		const aad = Buffer.concat([
			Buffer.from("audit-trail/1/body\0\u0004acme", "latin1"),
			bytes(segment.given.dataKeyId),
			header.subarray(-16),
		]);
		const decipher = createDecipheriv("aes-256-gcm", bytes(keys.data), body.subarray(0, 12))
			.setAAD(aad)
			.setAuthTag(body.subarray(-16));
		const plaintext = Buffer.concat([decipher.update(body.subarray(12, -16)), decipher.final()]);
		expect(plaintext.toString("hex")).toBe(segment.plaintext);
		const frame = plaintext.readUInt32BE(32);
		const lines = zstdDecompressSync(plaintext.subarray(36, 36 + frame))
			.toString()
			.split("\n");
		const boxesAt = 40 + frame;
		const boxes = plaintext.subarray(boxesAt, boxesAt + plaintext.readUInt32BE(36 + frame));
		expect(plaintext.subarray(boxesAt + boxes.length).every((byte) => byte === 0)).toBe(true);
		const [first, second] = segment.events;
		const own = first.boxes.map(({ box }: { box: string }) => bytes(box));
		expect(boxes.toString("hex")).toBe(Buffer.concat(own).toString("hex"));
		expect(first.eventBytes).toBe(Buffer.concat([Buffer.from(`${lines[0]}\n`), ...own]).toString("hex"));
		expect(second.eventBytes).toBe(Buffer.from(`${lines[1]}\n`).toString("hex"));
	});

	it("follows the format: owner boxes and search tokens", () => {
		const ownerKeys = [bytes(keys.patient), bytes(keys.ada)];
		for (const [i, { box, boxSecret, text: opened }] of segment.events[0].boxes.entries()) {
			const stored = bytes(box);
			const secret = createHmac("sha256", ownerKeys[i] ?? Buffer.alloc(0))
				.update("audit-trail/1/box\0")
				.update(stored.subarray(0, 16))
				.update("\u0001")
				.digest();
			expect(boxSecret).toBe(secret.toString("hex"));
			const derived = createHash("sha512").update("audit-trail/1/box-keys\0").update(secret).digest();
			expect(stored.subarray(16, 48).equals(derived.subarray(32))).toBe(true);
			const decipher = createDecipheriv("aes-256-gcm", derived.subarray(0, 32), Buffer.alloc(12)).setAuthTag(
				stored.subarray(-16),
			);
			expect(decipher.update(stored.subarray(48, -16), undefined, "utf8") + decipher.final("utf8")).toBe(
				opened,
			);
		}
		const token = (key: string, field: string, value: string) =>
			createHmac("sha256", bytes(key))
				.update(`audit-trail/1/token\0${field}\0${value}`)
				.digest()
				.subarray(0, 16);
		const tokens = [
			["actor", token(keys.ada, "actor", "user\0ada")],
			["resource", token(keys.patient, "resource", "record\0p-7")],
			["action", token(keys.token, "action", "record.read")],
			["ip", token(keys.address, "ip", "203.0.113.7")],
			["outcome", token(keys.token, "outcome", "success")],
			["subject", token(keys.patient, "subject", "patient\0p-7")],
		] as const;
		for (const [field, value] of tokens)
			expect(segment.events[0].tokens[field]).toBe(value.toString("base64url"));
		const numbers = ["actor", "resource", "action", "ip", "outcome", "subject"];
		const entries = segment.events.flatMap((event: { tokens: Record<string, string> }, position: number) =>
			Object.entries(event.tokens).map(([field, value]) =>
				Buffer.concat([
					u16(position),
					Buffer.from([numbers.indexOf(field)]),
					Buffer.from(value, "base64url"),
				]),
			),
		);
		expect(segment.tokensSalt).toBe(sha256("audit-trail/1/salt\0", bytes(segment.segmentSalt), u16(65_535)));
		expect(segment.tokensDigest).toBe(
			sha256("audit-trail/1/tokens\0", bytes(segment.tokensSalt), ...entries),
		);
	});

	it("follows the format: the name of a request", () => {
		const mac = createHmac("sha256", bytes(keys.token))
			.update("audit-trail/1/request\0key-1\0batch-1")
			.digest("base64url");
		expect(request.name).toBe(`acme#${mac}`);
	});
});
