import { describe, expect, it } from "vitest";
import { assessReport } from "../../../functions/assess/assess.ts";
import type { Assessment } from "../../../src/compliance/assessment.ts";
import { AuditTrailError } from "../../../src/errors.ts";
import { minute, record, start, tenant, World } from "./world.ts";

async function ready(
	world: World,
	over: Parameters<typeof record>[0] = {},
	slice = Number.POSITIVE_INFINITY,
) {
	world.records.set("rep_01", record(over));
	let slices = 0;
	world.queue.push("rep_01");
	for (let report = world.queue.shift(); report; report = world.queue.shift()) {
		await assessReport(tenant, report, world.ports, world.now + slice);
		slices++;
	}
	const bytes = world.objects.get("acme/rep_01/report.json");
	// The page and the file are written by the story under test; their shape is asserted below.
	const assessment = JSON.parse(Buffer.from(bytes ?? new Uint8Array()).toString()) as Assessment;
	return { slices, assessment, record: world.records.get("rep_01") };
}

describe("assessing a report", () => {
	it("ends with JSON and HTML in the bucket and their digests in the register", async () => {
		const { assessment, record } = await ready(new World().plant(2, 30));
		expect(record).toMatchObject({
			state: "ready",
			headline: { integrity: { verified: 120, total: 120, score: 1 } },
		});
		expect(record?.walk).toBeUndefined();
		expect(record?.objects?.map(({ key, bytes }) => [key, bytes > 500])).toEqual([
			["acme/rep_01/report.json", true],
			["acme/rep_01/report.html", true],
		]);
		expect(assessment.controls.map(({ status }) => status)).toEqual(["effective", "effective"]);
		expect(assessment.events.inPeriod).toBe(120);
	});

	it("gives the same bytes in one slice and in many", async () => {
		const whole = new World().plant(3, 100);
		const sliced = new World().plant(3, 100);
		expect((await ready(whole)).slices).toBe(1);
		expect((await ready(sliced, {}, 25)).slices).toBeGreaterThan(3);
		expect(sliced.objects).toEqual(whole.objects);
	});

	it("reads up to the heads that it found at its start", async () => {
		const world = new World().plant(1, 40);
		world.records.set("rep_01", record());
		await assessReport(tenant, "rep_01", world.ports, world.now);
		world.segments.push({ lane: 0, seq: 40, events: [{ at: start + minute }] });
		await assessReport(tenant, "rep_01", world.ports, Number.POSITIVE_INFINITY);
		expect(world.records.get("rep_01")?.headline?.integrity.total).toBe(80);
	});

	it("counts events by when they occurred, those of late segments too", async () => {
		const world = new World();
		const period = { from: start, to: start + minute };
		world.segments = [
			{ lane: 0, seq: 0, events: [{ at: start - 1 }, { at: start }] },
			{ lane: 0, seq: 1, events: [{ at: start + minute - 1 }, { at: start + minute }] },
		];
		expect((await ready(world, { period })).assessment.events.inPeriod).toBe(2);
	});

	it.each([
		["a broken segment", { broken: "the header was changed" }, "the header was changed"],
		[
			"content that does not open",
			{ unreadable: new AuditTrailError("ciphertext-invalid") },
			/does not open/,
		],
	])("names the place of %s and does not count its events as verified", async (_, damage, reason) => {
		const world = new World().plant(1, 10);
		Object.assign(world.segments[4] ?? {}, damage);
		const { assessment } = await ready(world, { framework: "hipaa" });
		expect(assessment.integrity).toEqual({ verified: 18, total: 20, score: 0.9 });
		const control = assessment.controls.find(({ id }) => id === "164.312(c)(1)");
		expect(control).toMatchObject({
			status: "ineffective",
			findings: [{ what: expect.stringMatching(reason), where: ["0.4"] }],
		});
	});

	it("names missing segments", async () => {
		const world = new World().plant(1, 10);
		world.segments.splice(3, 2);
		const { assessment } = await ready(world, { framework: "gdpr" });
		expect(assessment.controls[0]).toMatchObject({ id: "Art. 5(2)", status: "ineffective" });
		expect(assessment.controls[0]?.findings.map(({ where }) => where)).toContainEqual(["0.3"]);
	});

	it("counts what is no longer kept as unreadable, and says so", async () => {
		const world = new World().plant(1, 3);
		Object.assign(world.segments[1] ?? {}, { pruned: true });
		const { assessment } = await ready(world);
		expect(assessment.events).toEqual({ inPeriod: 4, unreadable: 2 });
		expect(assessment.limits.join(" ")).toContain("2 events could not be read");
	});

	it("lets a store that fails be asked again, and does not blame the segment", async () => {
		const world = new World().plant(1, 3);
		Object.assign(world.segments[1] ?? {}, { unreadable: new AuditTrailError("store-unavailable") });
		await expect(ready(world)).rejects.toMatchObject({ code: "store-unavailable" });
		delete world.segments[1]?.unreadable;
		expect((await ready(world)).assessment.integrity.score).toBe(1);
	});

	it("does nothing for a report that is ready or unknown", async () => {
		const world = new World().plant(1, 3);
		await ready(world);
		expect(await assessReport(tenant, "rep_01", world.ports, Number.POSITIVE_INFINITY)).toBe("nothing");
		expect(await assessReport(tenant, "rep_none", world.ports, Number.POSITIVE_INFINITY)).toBe("nothing");
	});
});
