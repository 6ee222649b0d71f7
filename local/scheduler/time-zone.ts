import { refuse } from "./refuse.ts";

/** A time on a wall clock, as the milliseconds since 1970 at which UTC shows it. */
export type WallTime = number;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
	const known = formats.get(zone);
	if (known) return known;
	const made = new Intl.DateTimeFormat("en-US", {
		timeZone: zone,
		hourCycle: "h23",
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		second: "numeric",
	});
	formats.set(zone, made);
	return made;
}

/** Refuses a name that the IANA time zone database does not have. */
export function checkTimeZone(zone: string): string {
	try {
		format(zone);
		return zone;
	} catch {
		throw refuse.validation(`The time zone ${zone} is not known; give a name of the IANA database`);
	}
}

/** What the wall clock of a zone shows at an instant, to the second. */
export function wallTime(instant: number, zone: string): WallTime {
	if (zone === "UTC") return Math.floor(instant / 1000) * 1000;
	const parts: Record<string, number> = {};
	for (const { type, value } of format(zone).formatToParts(instant)) parts[type] = Number(value);
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
	return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * The instant at which a zone's wall clock shows a time: the first of two when clocks go back, none when they
 * skip it going forward (EventBridge Scheduler runs once, or not).
 */
export function instantOf(wall: WallTime, zone: string): number | undefined {
	if (zone === "UTC") return wall;
	const day = 86_400_000;
	const candidates = [wall - day, wall + day].map((near) => wall - (wallTime(near, zone) - near));
	return candidates.sort((a, b) => a - b).find((instant) => wallTime(instant, zone) === wall);
}
