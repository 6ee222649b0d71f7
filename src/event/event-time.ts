/** How far ahead of ours a producer's clock may be. The past is free: events are also imported. */
export const FUTURE_SKEW = 5 * 60_000;

/**
 * A time of RFC 3339 as milliseconds since 1970, or `undefined` where there is no such moment (month 13, 30
 * February, 24:00). A leap second counts as the second after it; digits below a millisecond are cut.
 */
export function eventTime(text: string): number | undefined {
	const match =
		/^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(text);
	if (!match) return undefined;
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
	const zoneHour = Number(match[9] ?? 0);
	const zoneMinute = Number(match[10] ?? 0);
	if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
	if (hour > 23 || minute > 59 || second > 60 || zoneHour > 23 || zoneMinute > 59) return undefined;
	const milliseconds = Number((match[7] ?? "").slice(0, 3).padEnd(3, "0"));
	const zone = (match[8] === "-" ? -1 : 1) * (zoneHour * 60 + zoneMinute);
	const days = new Date(0).setUTCFullYear(year, month - 1, day);
	const time = days + ((hour * 60 + minute - zone) * 60 + second) * 1000 + milliseconds;
	// Year 0 with a zone to the east would become year -1, which no reader of RFC 3339 takes.
	return time < YEAR_0 || time > YEAR_9999 ? undefined : time;
}

const YEAR_0 = -62_167_219_200_000;
const YEAR_9999 = 253_402_300_799_999;

const daysIn = (year: number, month: number): number =>
	month === 2
		? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
			? 29
			: 28
		: month === 4 || month === 6 || month === 9 || month === 11
			? 30
			: 31;
