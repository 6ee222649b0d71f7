import { describe, expect, it } from "vitest";
import { backOff, retryAfter } from "../../../client/node/back-off.ts";

describe("the wait before another attempt", () => {
	it("grows to its bound and is spread over the whole of it", () => {
		expect([0, 1, 2, 20].map((attempt) => backOff(attempt, 1))).toEqual([200, 400, 800, 20_000]);
		expect(backOff(3, 0)).toBe(0);
	});
	it("is never shorter than the server asked for", () => {
		expect(backOff(0, 0, 5000)).toBe(5000);
		expect(backOff(9, 1, 5000)).toBe(20_000);
	});
	it("understands Retry-After in seconds and as a date", () => {
		const now = Date.UTC(2026, 0, 1);
		expect(retryAfter("3", now)).toBe(3000);
		expect(retryAfter("Thu, 01 Jan 2026 00:00:09 GMT", now)).toBe(9000);
		expect(retryAfter("Wed, 31 Dec 2025 00:00:00 GMT", now)).toBe(0);
		expect(retryAfter("soon", now)).toBe(0);
		expect(retryAfter(null, now)).toBe(0);
	});
});
