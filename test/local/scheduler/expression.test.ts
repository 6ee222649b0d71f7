import { expect, test } from "vitest";
import { parseExpression } from "../../../local/scheduler/expression.ts";

test("a rate fires at its origin and then in equal steps, without drifting", () => {
	const timing = parseExpression("rate(5 minutes)", "UTC");
	expect(timing.next(999, 1000)).toBe(1000);
	expect(timing.next(1000, 1000)).toBe(301_000);
	expect(timing.next(300_999, 1000)).toBe(301_000);
	expect(timing.next(10 * 300_000, 1000)).toBe(1000 + 10 * 300_000);
});

test("a single time fires once, by its zone's clock", () => {
	const timing = parseExpression("at(2026-07-01T12:00:00)", "Europe/Berlin");
	const instant = Date.parse("2026-07-01T10:00:00Z");
	expect(timing.once).toBe(true);
	expect(timing.next(instant - 1, 0)).toBe(instant);
	expect(timing.next(instant, 0)).toBeUndefined();
});

test.each(["rate(0 minutes)", "rate(5 weeks)", "rate(minutes)", "at(2026-07-01)", "every day", "cron()"])(
	"%s is refused",
	(expression) => {
		expect(() => parseExpression(expression, "UTC")).toThrow(
			expect.objectContaining({ code: "ValidationException" }),
		);
	},
);
