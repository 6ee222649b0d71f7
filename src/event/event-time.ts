/** How far ahead of ours a producer's clock may be. The past is free: events are also imported. */
export const FUTURE_SKEW = 5 * 60_000;

/**
 * A time of RFC 3339 as milliseconds since 1970, or `undefined` where there is no such moment (month 13, 30
 * February, 24:00). A leap second counts as the second after it; digits below a millisecond are cut.
 */
export function eventTime(text: string): number | undefined {
	if (!FORM.test(text)) return undefined;
	// By position: the pattern has just said what stands where, and capturing would take four times as long.
	const year = digits(text, 0, 4);
	const month = digits(text, 5, 7);
	const day = digits(text, 8, 10);
	const hour = digits(text, 11, 13);
	const minute = digits(text, 14, 16);
	const second = digits(text, 17, 19);
	if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
	if (hour > 23 || minute > 59 || second > 60) return undefined;
	let milliseconds = 0;
	let at = 19;
	if (text.charCodeAt(at) === 0x2e)
		for (at++; isDigit(text, at); at++)
			if (at < 23) milliseconds += (text.charCodeAt(at) - 0x30) * 10 ** (22 - at);
	let zone = 0;
	if (at < text.length - 1) {
		const zoneHour = digits(text, at + 1, at + 3);
		const zoneMinute = digits(text, at + 4, at + 6);
		if (zoneHour > 23 || zoneMinute > 59) return undefined;
		zone = (text.charCodeAt(at) === 0x2d ? -1 : 1) * (zoneHour * 60 + zoneMinute);
	}
	const days = year < 100 ? new Date(0).setUTCFullYear(year, month - 1, day) : Date.UTC(year, month - 1, day);
	const time = days + ((hour * 60 + minute - zone) * 60 + second) * 1000 + milliseconds;
	// Year 0 with a zone to the east would become year -1, which no reader of RFC 3339 takes.
	return time < YEAR_0 || time > YEAR_9999 ? undefined : time;
}

const FORM = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;

const isDigit = (text: string, at: number): boolean => {
	const code = text.charCodeAt(at);
	return code >= 0x30 && code <= 0x39;
};

function digits(text: string, from: number, to: number): number {
	let value = 0;
	for (let at = from; at < to; at++) value = value * 10 + text.charCodeAt(at) - 0x30;
	return value;
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
