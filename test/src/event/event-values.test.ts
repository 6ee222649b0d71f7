import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalAddress } from "../../../src/event/canonical-address.ts";
import { eventIds } from "../../../src/event/event-id.ts";
import { eventTime } from "../../../src/event/event-time.ts";

describe("times of events", () => {
	it("read as the moment that they name", () => {
		fc.assert(
			fc.property(
				fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
				(date) => {
					expect(eventTime(date.toISOString())).toBe(date.getTime());
				},
			),
		);
		expect(eventTime("2026-11-23T09:15:00.5+01:00")).toBe(Date.UTC(2026, 10, 23, 8, 15, 0, 500));
		expect(eventTime("2026-11-23t08:15:00.123456789z")).toBe(Date.UTC(2026, 10, 23, 8, 15, 0, 123));
		expect(eventTime("2024-02-29T00:00:00-00:30")).toBe(Date.UTC(2024, 1, 29, 0, 30));
		expect(eventTime("2016-12-31T23:59:60Z")).toBe(Date.UTC(2017, 0, 1));
	});
	it.each([
		"2026-02-29T00:00:00Z",
		"1900-02-29T00:00:00Z",
		"2026-13-01T00:00:00Z",
		"2026-00-01T00:00:00Z",
		"2026-04-31T00:00:00Z",
		"2026-01-01T24:00:00Z",
		"2026-01-01T00:60:00Z",
		"2026-01-01T00:00:61Z",
		"2026-01-01T00:00:00+24:00",
		"2026-01-01 00:00:00Z",
		"2026-01-01",
		"0000-01-01T00:00:00+01:00",
		"9999-12-31T23:59:59-01:00",
	])("%s is none", (text) => {
		expect(eventTime(text)).toBeUndefined();
	});
});

describe("addresses of events", () => {
	it.each([
		["203.0.113.7", "203.0.113.7"],
		["2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1"],
		["2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1"],
		["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
		["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
		["::", "::"],
		["::1", "::1"],
		["fe80::", "fe80::"],
		["::ffff:192.0.2.1", "192.0.2.1"],
		["::FFFF:c000:201", "192.0.2.1"],
		["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
	])("%s is searched as %s", (written, canonical) => {
		expect(canonicalAddress(written)).toBe(canonical);
		expect(canonicalAddress(canonical)).toBe(canonical);
	});
	it.each([
		"",
		"1.2.3",
		"1.2.3.04",
		"256.1.1.1",
		":::",
		"1::2::3",
		"12345::",
		"fe80::1%eth0",
		"10.0.0.0/8",
		"1:2:3:4:5:6:7",
		"g::",
	])("%j is none", (text) => {
		expect(canonicalAddress(text)).toBeUndefined();
	});
});

describe("ids that are assigned", () => {
	const seed = Buffer.alloc(32, 7);
	it("are ULIDs of the binding's time, the same for the same request", () => {
		const ids = eventIds(1_795_420_800_000, seed);
		expect(ids(0)).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
		expect(ids(0).slice(0, 10)).toBe("01M83PPH00");
		expect(eventIds(1_795_420_800_000, seed)(0)).toBe(ids(0));
	});
	it("differ by index, by request and by time", () => {
		const ids = eventIds(1_795_420_800_000, seed);
		const many = new Set(Array.from({ length: 500 }, (_, i) => ids(i)));
		many.add(eventIds(1_795_420_800_000, Buffer.alloc(32, 8))(0));
		many.add(eventIds(1_795_420_800_001, seed)(0));
		expect(many.size).toBe(502);
	});
});
