/**
 * A local time of a zone as milliseconds since 1970.
 *
 * Logs write no zone and often no year. Where a clock was put back, the first of the two hours is taken; where it
 * was put on, a time that did not exist counts from before the change.
 * @param zone an IANA name (`Europe/Berlin`), `UTC`, or an offset (`+02:00`)
 */
export function zonedTime(zone: string): (parts: LocalTime) => number {
	const offset = fixedOffset(zone);
	if (offset !== undefined) return (parts) => asUtc(parts) - offset;
	const format = new Intl.DateTimeFormat("en-US", {
		timeZone: zone,
		calendar: "gregory",
		numberingSystem: "latn",
		hourCycle: "h23",
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		second: "numeric",
	});
	const offsetAt = (instant: number): number => {
		const fields = Object.fromEntries(
			format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
		);
		const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
		return asUtc({ year, month, day, hour, minute, second }) - Math.floor(instant / 1000) * 1000;
	};
	return (parts) => {
		const local = asUtc(parts);
		const before = local - offsetAt(local - DAY);
		const after = local - offsetAt(local + DAY);
		const fits = (instant: number) => instant + offsetAt(instant) === local;
		return !fits(before) && fits(after) ? after : before;
	};
}

const DAY = 86_400_000;

export interface LocalTime {
	year: number;
	/** 1 to 12. */
	month: number;
	day: number;
	hour: number;
	minute: number;
	second: number;
}

const asUtc = ({ year, month, day, hour, minute, second }: LocalTime): number =>
	Date.UTC(year, month - 1, day, hour, minute, second);

function fixedOffset(zone: string): number | undefined {
	if (zone === "UTC" || zone === "Z") return 0;
	const [, sign, hours, minutes] = /^([+-])([01]\d|2[0-3]):?([0-5]\d)$/.exec(zone) ?? [];
	return sign === undefined
		? undefined
		: (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
