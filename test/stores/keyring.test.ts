import { DeleteItemCommand, GetItemCommand, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { DisableKeyCommand, EnableKeyCommand } from "@aws-sdk/client-kms";
import { expect, test } from "vitest";
import { tenantId } from "../../src/ledger/identifiers.ts";
import { keyring, readingKeyring } from "../../stores/keyring.ts";
import { ledgerCloud } from "./ledger-cloud.ts";

const acme = tenantId("acme");
const ada = { type: "user", id: "marker-ada" };
const max = { type: "user", id: "marker-max" };
const MINUTE = 60_000;

async function setting() {
	const cloud = await ledgerCloud();
	const clock = { now: Date.UTC(2026, 10, 23, 12) };
	const sources = {
		dynamodb: cloud.dynamodb,
		kms: cloud.kms,
		table: cloud.tables.keys,
		now: () => clock.now,
	};
	cloud.counted();
	return {
		...cloud,
		clock,
		/** A worker of its own, with nothing in memory. */
		writer: () => keyring({ ...sources, envelopeKey: cloud.envelopeKey }),
		reader: () => readingKeyring(sources),
	};
}
const bytes = (key: { export(): Buffer } | undefined) => key?.export().toString("hex");

test("keys are the same to every worker, and readers open what writers made", async () => {
	const { writer, reader } = await setting();
	const [a, b, c] = [writer(), writer(), reader()];
	const { id, key } = await a.sealingKey(acme);
	expect(bytes((await b.sealingKey(acme)).key)).toBe(bytes(key));
	expect(bytes(await c.openingKey(acme, id))).toBe(bytes(key));
	expect(bytes(await b.tokenKey(acme))).toBe(bytes(await a.tokenKey(acme)));
	expect(bytes(await c.tokenKey(acme))).toBe(bytes(await a.tokenKey(acme)));
	expect(bytes(await a.addressKey(acme, "2026-11"))).toBe(bytes(await b.addressKey(acme, "2026-11")));
	expect(bytes(await c.addressKey(acme, "2026-11"))).toBe(bytes(await a.addressKey(acme, "2026-11")));
	expect(bytes(await a.addressKey(acme, "2026-12"))).not.toBe(bytes(await a.addressKey(acme, "2026-11")));
	const [owner] = await a.owners(acme, [ada]);
	expect((await c.findOwner(acme, ada))?.id).toBe(owner?.id);
	expect((await c.ownerKeys(acme, [owner?.id ?? ""])).map(bytes)).toEqual([bytes(owner?.key)]);
});

test("workers that meet a tenant and its people for the first time at once agree on every key", async () => {
	const { writer } = await setting();
	const workers = Array.from({ length: 6 }, writer);
	const all = await Promise.all(
		workers.map(async (worker) => {
			const [sealing, token, address, owners] = await Promise.all([
				worker.sealingKey(acme),
				worker.tokenKey(acme),
				worker.addressKey(acme, "2026-11"),
				worker.owners(acme, [ada, max, ada]),
			]);
			return [
				sealing.id,
				bytes(sealing.key),
				bytes(token),
				bytes(address),
				...owners.flatMap(({ id, key }) => [id, bytes(key)]),
			].join();
		}),
	);
	expect(new Set(all).size).toBe(1);
	const [first, second, third] = await (workers[0]?.owners(acme, [ada, max, ada]) ?? []);
	expect(first?.id).toBe(third?.id);
	expect(first?.id).not.toBe(second?.id);
});

test("a hundred known people cost one read, and none while they are in memory", async () => {
	const { writer, counted, clock } = await setting();
	const people = Array.from({ length: 100 }, (_, i) => ({ type: "user", id: `u${i}` }));
	const made = await writer().owners(acme, people);
	const worker = writer();
	await worker.owners(acme, [people[0] ?? ada]);
	counted();
	expect((await worker.owners(acme, people)).map(({ id }) => id)).toEqual(made.map(({ id }) => id));
	expect(counted().calls).toEqual(["BatchGetItemCommand"]);
	clock.now += 59_000;
	await worker.owners(acme, people);
	expect(counted().calls).toEqual([]);
	clock.now += 2_000;
	await worker.owners(acme, people);
	expect(counted().calls).toEqual(["BatchGetItemCommand"]);
});

test("nothing in the key table says who is in it, and no key stands there open", async () => {
	const { writer, dynamodb, tables } = await setting();
	const worker = writer();
	const [owner] = await worker.owners(acme, [ada]);
	const keys = [owner?.key, (await worker.sealingKey(acme)).key, await worker.addressKey(acme, "2026-11")];
	const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: tables.keys }));
	expect(Items.map((item) => item["key"]?.S?.split("#")[0]).sort()).toEqual(
		["address", "current", "current", "current", "data", "data", "data", "owner", "person"].sort(),
	);
	const stored = Items.map((item) =>
		Object.values(item).map((value) =>
			value.B ? Buffer.from(value.B).toString("hex") : String(value.S ?? value.N),
		),
	).join();
	expect(stored).not.toContain("marker");
	for (const key of keys) expect(stored).not.toContain(bytes(key));
});

test("an owner that is being erased opens no more after a cache life, and the person's next event gets another", async () => {
	const { writer, reader, dynamodb, tables, clock } = await setting();
	const [worker, other] = [writer(), reader()];
	const [owner] = await worker.owners(acme, [ada]);
	const id = owner?.id ?? "";
	expect((await other.ownerKeys(acme, [id]))[0]).toBeDefined();
	const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: tables.keys }));
	for (const item of Items.filter((each) => /^(owner|person)#/.test(each["key"]?.S ?? "")))
		await dynamodb.send(
			new UpdateItemCommand({
				TableName: tables.keys,
				Key: { tenant: { S: acme }, key: item["key"] ?? { S: "" } },
				UpdateExpression: "SET #state = :erasing",
				ExpressionAttributeNames: { "#state": "state" },
				ExpressionAttributeValues: { ":erasing": { S: "erasing" } },
			}),
		);
	clock.now += MINUTE;
	expect((await other.ownerKeys(acme, [id]))[0]).toBeUndefined();
	expect(await other.findOwner(acme, ada)).toBeUndefined();
	const again = await Promise.all([worker.owners(acme, [ada]), writer().owners(acme, [ada])]);
	expect(again[0][0]?.id).toBe(again[1][0]?.id);
	expect(again[0][0]?.id).not.toBe(id);
	const { Item } = await dynamodb.send(
		new GetItemCommand({ TableName: tables.keys, Key: { tenant: { S: acme }, key: { S: `owner#${id}` } } }),
	);
	expect(Item?.["state"]?.S).toBe("erasing");
});

test("the sealing key is another after a day, and the old one still opens", async () => {
	const { writer, reader, clock, counted } = await setting();
	const worker = writer();
	const old = await worker.sealingKey(acme);
	clock.now += 23 * 60 * MINUTE;
	expect((await worker.sealingKey(acme)).id).toBe(old.id);
	clock.now += 61 * MINUTE;
	const [next, same] = await Promise.all([worker.sealingKey(acme), writer().sealingKey(acme)]);
	expect(next.id).not.toBe(old.id);
	expect(same.id).toBe(next.id);
	expect(bytes(await reader().openingKey(acme, old.id))).toBe(bytes(old.key));
	counted();
	for (let i = 0; i < 100; i++) await worker.sealingKey(acme);
	expect(counted().calls).toEqual([]);
});

test("a disabled envelope key fails closed within five minutes, and nothing comes of asking meanwhile", async () => {
	const { writer, reader, kms, envelopeKey, clock } = await setting();
	const worker = writer();
	await worker.owners(acme, [ada]);
	await worker.sealingKey(acme);
	await kms.send(new DisableKeyCommand({ KeyId: envelopeKey }));
	clock.now += 5 * MINUTE;
	for (const ask of [
		() => worker.sealingKey(acme),
		() => worker.tokenKey(acme),
		() => worker.owners(acme, [max]),
		() => writer().sealingKey(tenantId("new")),
	])
		await expect(ask()).rejects.toMatchObject({ code: "key-unavailable" });
	await kms.send(new EnableKeyCommand({ KeyId: envelopeKey }));
	expect(await reader().findOwner(acme, max)).toBeUndefined();
	expect((await worker.owners(acme, [ada]))[0]?.id).toBe((await reader().findOwner(acme, ada))?.id);
});

test("a reader makes no key: a tenant without keys has none, and a month whose key was deleted has none any more", async () => {
	const { writer, reader, dynamodb, tables, counted } = await setting();
	await expect(reader().tokenKey(acme)).rejects.toMatchObject({ code: "key-unavailable" });
	await expect(reader().openingKey(acme, "abc")).rejects.toMatchObject({ code: "key-unavailable" });
	await writer().addressKey(acme, "2026-11");
	await dynamodb.send(
		new DeleteItemCommand({
			TableName: tables.keys,
			Key: { tenant: { S: acme }, key: { S: "address#2026-11" } },
		}),
	);
	counted();
	expect(await reader().addressKey(acme, "2026-11")).toBeUndefined();
	expect(counted().calls).toEqual(["GetItemCommand"]);
});

test("another tenant's keys are other keys", async () => {
	const { writer } = await setting();
	const worker = writer();
	const other = tenantId("other");
	expect((await worker.owners(acme, [ada]))[0]?.id).not.toBe((await worker.owners(other, [ada]))[0]?.id);
	expect(bytes(await worker.tokenKey(acme))).not.toBe(bytes(await worker.tokenKey(other)));
});
