import fc from "fast-check";
import { expect, test } from "vitest";
import { nextCron, parseCron } from "../../../local/scheduler/cron.ts";

const next = (expression: string, after: string, zone = "UTC") => {
	const instant = nextCron(parseCron(expression), Date.parse(after), zone);
	return instant === undefined ? undefined : new Date(instant).toISOString();
};

test.each([
	["0 10 * * ? *", "2026-11-24T10:00:00Z", "2026-11-25T10:00:00.000Z"],
	["0/20 * * * ? *", "2026-11-24T10:20:00Z", "2026-11-24T10:40:00.000Z"],
	["15 12 ? * MON-FRI *", "2026-11-27T12:15:00Z", "2026-11-30T12:15:00.000Z"],
	["0 8 1 JAN,jul ? *", "2026-11-24T00:00:00Z", "2027-01-01T08:00:00.000Z"],
	["0 0 L * ? *", "2028-02-01T00:00:00Z", "2028-02-29T00:00:00.000Z"],
	["0 9 1W * ? *", "2026-07-31T10:00:00Z", "2026-08-03T09:00:00.000Z"],
	["0 9 31W * ? *", "2027-01-01T00:00:00Z", "2027-01-29T09:00:00.000Z"],
	["0 9 15W * ? *", "2026-11-01T00:00:00Z", "2026-11-16T09:00:00.000Z"],
	["15 10 ? * 6L *", "2026-11-01T00:00:00Z", "2026-11-27T10:15:00.000Z"],
	["0 0 ? * 3#2 *", "2026-11-01T00:00:00Z", "2026-11-10T00:00:00.000Z"],
	["0 0 ? * L *", "2026-11-24T00:00:00Z", "2026-11-28T00:00:00.000Z"],
	["0 0 29 2 ? *", "2026-11-24T00:00:00Z", "2028-02-29T00:00:00.000Z"],
])("cron(%s) after %s fires at %s", (expression, after, expected) => {
	expect(next(expression, after)).toBe(expected);
});

test("a year that is over never fires", () => {
	expect(next("0 0 1 1 ? 2020-2025", "2026-01-01T00:00:00Z")).toBeUndefined();
});

test("a time zone's wall clock decides, on both sides of a change", () => {
	expect(next("0 12 * * ? *", "2026-07-01T00:00:00Z", "Europe/Berlin")).toBe("2026-07-01T10:00:00.000Z");
	expect(next("0 12 * * ? *", "2026-12-01T00:00:00Z", "Europe/Berlin")).toBe("2026-12-01T11:00:00.000Z");
	expect(next("0 0 * * ? *", "2026-06-30T23:00:00Z", "Asia/Kolkata")).toBe("2026-07-01T18:30:00.000Z");
});

test("a time that clocks skip in spring is left out, and one that they show twice in autumn fires once", () => {
	expect(next("30 2 * * ? *", "2026-03-28T12:00:00Z", "Europe/Berlin")).toBe("2026-03-30T00:30:00.000Z");
	expect(next("30 2 * * ? *", "2026-10-24T12:00:00Z", "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z");
	expect(next("30 2 * * ? *", "2026-10-25T00:30:00Z", "Europe/Berlin")).toBe("2026-10-26T01:30:00.000Z");
});

test.each([
	"0 10 * * *",
	"0 10 * * * *",
	"0 10 ? * ? *",
	"60 10 * * ? *",
	"0 24 * * ? *",
	"0 0 0 * ? *",
	"0 0 ? * 1/2 *",
	"0 0 ? * 8 *",
	"0 0 ? * 2#6 *",
	"5-1 0 * * ? *",
	"0 0 * 13 ? *",
	"a 0 * * ? *",
])("cron(%s) is refused", (expression) => {
	expect(() => parseCron(expression)).toThrow(expect.objectContaining({ code: "ValidationException" }));
});

test("the next firing comes later, fits the fields, and nothing that fits lies between", () => {
	const instant = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });
	fc.assert(
		fc.property(
			fc.integer({ min: 0, max: 59 }),
			fc.integer({ min: 0, max: 23 }),
			fc.integer({ min: 1, max: 28 }),
			instant,
			(minute, hour, day, after) => {
				const found = nextCron(parseCron(`${minute} ${hour} ${day} * ? *`), after, "UTC") ?? 0;
				const date = new Date(found);
				expect(found).toBeGreaterThan(after);
				expect([date.getUTCMinutes(), date.getUTCHours(), date.getUTCDate()]).toEqual([minute, hour, day]);
				const before = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, day, hour, minute);
				expect(before).toBeLessThanOrEqual(after);
			},
		),
	);
});
