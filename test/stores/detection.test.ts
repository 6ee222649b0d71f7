import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Delivery } from "../../src/alerts/delivery.ts";
import { addToBucket, emptyBucket } from "../../src/detection/bucket.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import { lane, tenantId } from "../../src/ledger/identifiers.ts";
import { channelStore } from "../../stores/channels.ts";
import { deliveryStore } from "../../stores/deliveries.ts";
import { incidentStore } from "../../stores/incidents.ts";
import { owedAlerts, watchStore } from "../../stores/watch.ts";
import { openTables } from "./tables.ts";

let tables: Awaited<ReturnType<typeof openTables>>;
beforeAll(async () => {
	tables = await openTables("Watch", "Incidents", "Tenants");
});
afterAll(() => tables.close());

const acme = tenantId("acme");
const other = tenantId("acme-2");

describe("high-water marks", () => {
	it("are kept by consumer and lane, move on, and never back", async () => {
		const watch = watchStore(tables.dynamodb, "Watch");
		const three = lane(3);
		expect(await watch.progress(acme, "detect", three)).toBeUndefined();
		await watch.advance(acme, { consumer: "detect", lane: three, next: 5 });
		await watch.advance(acme, { consumer: "detect", lane: three, next: 4 });
		await watch.advance(acme, { consumer: "index", lane: three, next: 2, hash: Buffer.alloc(32, 9) });
		expect(await watch.progress(acme, "detect", three)).toEqual({ consumer: "detect", lane: 3, next: 5 });
		expect((await watch.progress(acme, "index", three))?.hash).toEqual(new Uint8Array(32).fill(9));
		expect((await watch.allProgress(acme)).map(({ consumer, next }) => [consumer, next])).toEqual([
			["detect", 5],
			["index", 2],
		]);
		expect(await watch.allProgress(other)).toEqual([]);
	});

	it("keep failed attempts until the mark moves on", async () => {
		const watch = watchStore(tables.dynamodb, "Watch");
		const four = lane(4);
		await watch.advance(acme, { consumer: "detect", lane: four, next: 0, attempts: 2 });
		expect((await watch.progress(acme, "detect", four))?.attempts).toBe(2);
		await watch.advance(acme, { consumer: "detect", lane: four, next: 1 });
		expect(await watch.progress(acme, "detect", four)).toEqual({ consumer: "detect", lane: 4, next: 1 });
	});
});

describe("detection buckets", () => {
	const window = { rule: "r", group: "g", span: 1000 };
	const bucket = (number: number, version: number) => ({
		...addToBucket(emptyBucket(number), [{ at: number * 1000 + 7, identity: "\u0000\u00ffabcdef" }], 1000),
		version,
	});

	it("come back as they were, in order, in their range, of their group alone", async () => {
		const watch = watchStore(tables.dynamodb, "Watch");
		for (const number of [-1, 0, 9, 10, 100])
			expect(await watch.putBucket(acme, window, bucket(number, 1), undefined, 5_000)).toBe("stored");
		await watch.putBucket(acme, { ...window, group: "h" }, bucket(9, 1), undefined, 5_000);
		expect(await watch.buckets(acme, window, -1, 10)).toEqual(
			[-1, 0, 9, 10].map((number) => bucket(number, 1)),
		);
		expect(await watch.buckets(other, window, -1, 10)).toEqual([]);
	});

	it("are written only over the version that was read", async () => {
		const watch = watchStore(tables.dynamodb, "Watch");
		expect(await watch.putBucket(acme, window, bucket(50, 1), undefined, 5_000)).toBe("stored");
		expect(await watch.putBucket(acme, window, bucket(50, 1), undefined, 5_000)).toBe("conflict");
		expect(await watch.putBucket(acme, window, bucket(50, 3), 2, 5_000)).toBe("conflict");
		expect(await watch.putBucket(acme, window, bucket(50, 2), 1, 5_000)).toBe("stored");
	});
});

describe("notes of owed alerts", () => {
	it("are seen by their tenant until they are settled", async () => {
		const owed = owedAlerts(tables.dynamodb, "Watch");
		await owed.note(acme, "i1", 10);
		await owed.note(acme, "i1", 20);
		await owed.note(acme, "i2", 30);
		await owed.settle(acme, "i2");
		await owed.settle(acme, "i3");
		expect(await owed.all(acme)).toEqual([{ incident: "i1", at: 20 }]);
		expect(await owed.all(other)).toEqual([]);
	});
});

const incident = (id: string, more: Partial<Incident> = {}): Incident => ({
	tenant: acme,
	id,
	rule: "brute-force-address",
	severity: "high",
	status: "open",
	group: "token",
	values: [{ field: "context.ip", owner: "owner", box: Buffer.from([1, 2, 3]) }],
	count: 3,
	firstAt: -5,
	lastAt: 1_234,
	contributions: [{ key: -300, count: 3, firstAt: -5, lastAt: 1_234 }],
	events: ["0.1.2"],
	openedAt: 99,
	history: [],
	alert: { state: "pending", source: "detect:0.1" },
	version: 1,
	...more,
});

describe("incidents", () => {
	it("come back as they were, and are written only over the version that was read", async () => {
		const store = incidentStore(tables.dynamodb, "Incidents");
		expect(await store.get(acme, "a")).toBeUndefined();
		expect(await store.put(incident("a"), undefined)).toBe("stored");
		expect(await store.get(acme, "a")).toEqual(incident("a"));
		expect(await store.get(other, "a")).toBeUndefined();
		expect(await store.put(incident("a"), undefined)).toBe("conflict");
		expect(await store.put(incident("a", { version: 3 }), 2)).toBe("conflict");
		const closed = incident("a", { version: 2, status: "resolved", closedAt: 7, after: 3 });
		expect(await store.put(closed, 1)).toBe("stored");
		expect(await store.get(acme, "a")).toEqual(closed);
	});

	it("are marked as published whatever else was written, and a worker that read them before then is refused", async () => {
		const store = incidentStore(tables.dynamodb, "Incidents");
		await store.put(incident("b"), undefined);
		await store.put(incident("b", { version: 2, count: 4 }), 1);
		await store.markPublished(acme, "b", 500);
		expect(await store.get(acme, "b")).toEqual(
			incident("b", { version: 3, count: 4, alert: { state: "published", at: 500 } }),
		);
		expect(await store.put(incident("b", { version: 3 }), 2)).toBe("conflict");
		await expect(store.markPublished(acme, "nowhere", 1)).rejects.toMatchObject({
			code: "store-unavailable",
		});
	});

	it("are listed in pages, of their tenant alone", async () => {
		const store = incidentStore(tables.dynamodb, "Incidents");
		for (const id of ["p1", "p2", "p3"]) await store.put(incident(id, { tenant: other }), undefined);
		const first = await store.list(other, undefined, 2);
		expect(first.incidents.map(({ id }) => id)).toEqual(["p1", "p2"]);
		const second = await store.list(other, first.next, 2);
		expect(second.incidents.map(({ id }) => id)).toEqual(["p3"]);
		expect(second.next).toBeUndefined();
	});

	it("the newest of a group is noted, and never an earlier one again", async () => {
		const store = incidentStore(tables.dynamodb, "Incidents");
		expect(await store.newest(acme, "r", "g")).toBeUndefined();
		await store.setNewest(acme, "r", "g", 50);
		await store.setNewest(acme, "r", "g", 40);
		expect(await store.newest(acme, "r", "g")).toBe(50);
	});
});

describe("deliveries", () => {
	it("are kept by alert and channel, and written only over the version that was read", async () => {
		const store = deliveryStore(tables.dynamodb, "Incidents");
		const delivery: Delivery = {
			alert: "a.opened",
			channel: "ops",
			state: "sending",
			attempts: 1,
			leaseUntil: 9,
			version: 1,
		};
		expect(await store.get(acme, "a.opened", "ops")).toBeUndefined();
		expect(await store.put(acme, delivery, undefined)).toBe("stored");
		expect(await store.put(acme, delivery, undefined)).toBe("conflict");
		expect(await store.put(acme, { ...delivery, state: "delivered", settledAt: 5, version: 2 }, 1)).toBe(
			"stored",
		);
		expect(await store.get(acme, "a.opened", "ops")).toMatchObject({ state: "delivered", settledAt: 5 });
		expect(await store.get(acme, "a.opened", "siem")).toBeUndefined();
	});
});

describe("a channel", () => {
	it("is switched off with its reason, unless it was set again meanwhile; setting it again switches it on", async () => {
		const store = channelStore(tables.dynamodb, "Tenants");
		const channel = {
			name: "ops",
			kind: "webhook" as const,
			host: "h",
			updatedAt: 1,
			updatedBy: "k",
			sealed: Buffer.from([1]),
		};
		await store.put(acme, channel);
		await store.disable(acme, { name: "ops", updatedAt: 2 }, "gone");
		expect((await store.list(acme))[0]?.disabled).toBeUndefined();
		await store.disable(acme, channel, "gone");
		expect((await store.list(acme))[0]?.disabled).toBe("gone");
		await store.put(acme, { ...channel, updatedAt: 3 });
		expect((await store.list(acme))[0]?.disabled).toBeUndefined();
	});
});
