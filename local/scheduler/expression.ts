import { nextCron, parseCron } from "./cron.ts";
import { refuse } from "./refuse.ts";
import { instantOf } from "./time-zone.ts";

/** When a schedule fires; instants in milliseconds since 1970. */
export interface Timing {
	/** The first time after `after`; `undefined` when it never fires again. `origin` is where rates begin. */
	next(after: number, origin: number): number | undefined;
	/** It fires at most once. */
	once: boolean;
}

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Parses `rate(…)`, `cron(…)` and `at(…)` for a time zone; throws ValidationException. */
export function parseExpression(expression: string, zone: string): Timing {
	const match = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim());
	const inner = match?.[2] ?? "";
	switch (match?.[1]) {
		case "rate":
			return rate(inner);
		case "cron": {
			const cron = parseCron(inner);
			return { once: false, next: (after) => nextCron(cron, after, zone) };
		}
		case "at":
			return at(inner, zone);
		default:
			throw refuse.validation(`Invalid Schedule Expression ${expression}: it takes rate(), cron() or at()`);
	}
}

/** A rate fires at its origin and then in equal steps of 24-hour days, whatever clocks do. */
function rate(inner: string): Timing {
	const match = /^([1-9]\d*)\s+(minute|hour|day)s?$/.exec(inner.trim());
	const step = Number(match?.[1]) * (unitMs[match?.[2] ?? ""] ?? Number.NaN);
	if (!Number.isSafeInteger(step))
		throw refuse.validation(`rate(${inner}) takes a positive number of minutes, hours or days`);
	return {
		once: false,
		next: (after, origin) =>
			after < origin ? origin : origin + (Math.floor((after - origin) / step) + 1) * step,
	};
}

function at(inner: string, zone: string): Timing {
	const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner) ? Date.parse(`${inner}Z`) : Number.NaN;
	if (Number.isNaN(wall)) throw refuse.validation(`at(${inner}) takes yyyy-mm-ddThh:mm:ss`);
	const instant = instantOf(wall, zone);
	return { once: true, next: (after) => (instant !== undefined && instant > after ? instant : undefined) };
}
