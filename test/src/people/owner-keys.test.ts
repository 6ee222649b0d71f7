import { createCipheriv, createSecretKey, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tenantId } from "../../../src/ledger/identifiers.ts";
import { boxSecret, FRESH, openBox, openDisclosedBox, sealBox } from "../../../src/people/owner-box.ts";
import { partEvent } from "../../../src/people/ownership.ts";
import { wholeEvent } from "../../../src/people/whole-event.ts";
import { deriveKey, unwrapKey, wrapKey } from "../../../src/people/wrapped-key.ts";
import { anyEvent } from "../event/any-event.ts";

const key = () => createSecretKey(randomBytes(32));
const text = Buffer.from('{"a":"u-1"}');

describe("an owner box", () => {
	it("opens with the owner's key, and with the secret of that box alone", () => {
		const owner = key();
		const box = sealBox(owner, randomBytes(FRESH), text.toString());
		expect(openBox(owner, box)).toEqual(text);
		const secret = boxSecret(owner, box.subarray(0, FRESH));
		expect(openDisclosedBox(secret, box)).toEqual(text);
		const another = sealBox(owner, randomBytes(FRESH), text.toString());
		expect(() => openDisclosedBox(secret, another)).toThrow("under another key");
	});
	it("does not open with another key, nor with any byte changed or cut", () => {
		const owner = key();
		const box = sealBox(owner, randomBytes(FRESH), text.toString());
		expect(() => openBox(key(), box)).toThrow(expect.objectContaining({ code: "ciphertext-invalid" }));
		for (let at = 0; at < box.length; at++) {
			const changed = Buffer.from(box);
			changed[at] = (changed[at] ?? 0) ^ 0x80;
			expect(() => openBox(owner, changed)).toThrow(expect.objectContaining({ code: "ciphertext-invalid" }));
			expect(() => openBox(owner, box.subarray(0, at))).toThrow(
				expect.objectContaining({ name: "AuditTrailError" }),
			);
		}
	});
	it("cannot be shown under a second key, although AES-GCM alone would allow it", () => {
		// Whoever chooses both keys can make a ciphertext with a valid tag under each; the commitment still names one.
		const owner = key();
		const box = sealBox(owner, randomBytes(FRESH), text.toString());
		const secret = randomBytes(32);
		const forged = createCipheriv("aes-256-gcm", createSecretKey(secret), Buffer.alloc(12));
		const swapped = Buffer.concat([
			box.subarray(0, FRESH + 32),
			forged.update(text),
			forged.final(),
			forged.getAuthTag(),
		]);
		expect(() => openDisclosedBox(secret, swapped)).toThrow("under another key");
	});
});

describe("an event's parts", () => {
	it("hold every value once and make the event whole again", () => {
		fc.assert(
			fc.property(anyEvent, (event) => {
				const { clear, shares } = partEvent(event);
				const opened = shares.map(({ values, roles }, i) => ({
					owner: `o${i}`,
					roles: roles.join(""),
					values,
				}));
				expect(wholeEvent(JSON.parse(JSON.stringify(clear)), JSON.parse(JSON.stringify(opened)))).toEqual(
					event,
				);
			}),
			{ numRuns: 500 },
		);
	});
	it("leave nothing of a person in the clear part", () => {
		fc.assert(
			fc.property(anyEvent, (event) => {
				const { clear, shares } = partEvent(event);
				const people = new Set(shares.map(({ person }) => person.id));
				const ids = [clear.actor.id, clear.actor.onBehalfOf?.id, clear.resource.id];
				for (const id of ids) expect(id !== undefined && people.has(id) && isPerson(event, id)).toBe(false);
				if (event.subject || event.actor.type === "user")
					expect([clear.personal, clear.reason, clear.details, clear.changes]).toEqual([
						undefined,
						undefined,
						undefined,
						undefined,
					]);
				if (event.actor.type === "user") expect(clear.context).toBeUndefined();
			}),
			{ numRuns: 500 },
		);
	});
});

/** A service may carry the same id as a person; it stays in the clear. */
const isPerson = (
	event: { actor: { type: string; id: string; onBehalfOf?: { type: string; id: string } } },
	id: string,
) =>
	!(event.actor.type !== "user" && event.actor.id === id) &&
	!(event.actor.onBehalfOf?.type !== "user" && event.actor.onBehalfOf?.id === id);

describe("a wrapped key", () => {
	const acme = tenantId("acme");
	const wrapping = key();
	const name = { tenant: acme, kind: "owner", id: "abc" } as const;
	const wrapped = wrapKey(wrapping, randomBytes(12), name, Buffer.alloc(32, 5));
	it("opens under its own name", () => {
		expect(unwrapKey(wrapping, name, wrapped).export()).toEqual(Buffer.alloc(32, 5));
	});
	it.each([
		["another id", { ...name, id: "abd" }],
		["another kind", { ...name, kind: "address" as const }],
		["another tenant", { ...name, tenant: tenantId("acm") }],
	])("does not open under %s", (_, other) => {
		expect(() => unwrapKey(wrapping, other, wrapped)).toThrow(
			expect.objectContaining({ code: "key-unavailable" }),
		);
	});
	it("does not open cut, and keys for two uses are two keys", () => {
		expect(() => unwrapKey(wrapping, name, wrapped.subarray(1))).toThrow("wrong length");
		expect(deriveKey(wrapping, "wrap").export()).not.toEqual(deriveKey(wrapping, "lookup").export());
	});
});
