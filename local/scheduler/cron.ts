import { refuse } from "./refuse.ts";
import { instantOf, wallTime } from "./time-zone.ts";

/** A parsed `cron(minutes hours day-of-month month day-of-week year)`. */
export interface Cron {
	minutes: readonly number[];
	hours: readonly number[];
	/** Whether a day of that month counts; months from 1, Sunday is 1. */
	day(year: number, month: number, day: number): boolean;
	months: ReadonlySet<number>;
	years: ReadonlySet<number>;
}

const monthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const dayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const LAST_YEAR = 2199;

/**
 * Parses AWS's six fields (EventBridge Scheduler user guide, "Cron-based schedules"): `, - * /` everywhere but `/` for
 * days of the week, `?` in one of the day fields, `L` and `W` for days of the month, `L` and `#` for days of the week.
 */
export function parseCron(expression: string): Cron {
	const fields = expression.trim().split(/\s+/);
	const [minutes = "", hours = "", monthDay = "", month = "", weekDay = "", year = ""] = fields;
	if (fields.length !== 6)
		throw refuse.validation(
			`cron(${expression}) needs six fields: minutes hours day-of-month month day-of-week year`,
		);
	if ((monthDay === "?") === (weekDay === "?"))
		throw refuse.validation(`cron(${expression}) needs ? in exactly one of day-of-month and day-of-week`);
	return {
		minutes: sorted(values(minutes, 0, 59)),
		hours: sorted(values(hours, 0, 23)),
		day: weekDay === "?" ? monthDays(monthDay) : weekDays(weekDay),
		months: values(month, 1, 12, monthNames),
		years: values(year, 1970, LAST_YEAR),
	};
}

const sorted = (set: ReadonlySet<number>) => [...set].sort((a, b) => a - b);

function values(field: string, least: number, most: number, names: readonly string[] = []): Set<number> {
	const found = new Set<number>();
	const read = (text: string): number => {
		const named = names.indexOf(text.toUpperCase());
		const number = named >= 0 ? named + 1 : /^\d+$/.test(text) ? Number(text) : Number.NaN;
		if (!(number >= least && number <= most)) throw wrong(field, least, most);
		return number;
	};
	for (const part of field.split(",")) {
		const match = /^([^/]+)(?:\/(\d+))?$/.exec(part);
		const [, span = "", step] = match ?? [];
		const [first = "", last] = span.split("-");
		const all = span === "*";
		const from = all ? least : read(first);
		const to =
			all || (step !== undefined && last === undefined) ? most : last === undefined ? from : read(last);
		const by = step === undefined ? 1 : Number(step);
		if (!match || by < 1 || to < from) throw wrong(field, least, most);
		for (let value = from; value <= to; value += by) found.add(value);
	}
	return found;
}

const wrong = (field: string, least: number, most: number) =>
	refuse.validation(`the cron field ${field} is not valid; it takes ${least} to ${most} with , - * /`);

const daysIn = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();
const weekDayOf = (year: number, month: number, day: number) =>
	new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

function monthDays(field: string): Cron["day"] {
	if (field === "L") return (year, month, day) => day === daysIn(year, month);
	const near = /^(\d{1,2})W$/.exec(field);
	if (near) {
		const [wanted = 0] = values(near[1] ?? "", 1, 31);
		return (year, month, day) => day === nearestWeekday(year, month, wanted);
	}
	const set = values(field, 1, 31);
	return (_year, _month, day) => set.has(day);
}

/** The weekday nearest to a day, within its month. */
function nearestWeekday(year: number, month: number, wanted: number): number | undefined {
	const last = daysIn(year, month);
	if (wanted > last) return undefined;
	const weekDay = weekDayOf(year, month, wanted);
	if (weekDay === 7) return wanted === 1 ? 3 : wanted - 1;
	if (weekDay === 1) return wanted === last ? wanted - 2 : wanted + 1;
	return wanted;
}

function weekDays(field: string): Cron["day"] {
	if (field === "L") return (year, month, day) => weekDayOf(year, month, day) === 7;
	const last = /^(\w+)L$/.exec(field);
	if (last) {
		const [wanted] = values(last[1] ?? "", 1, 7, dayNames);
		return (year, month, day) => weekDayOf(year, month, day) === wanted && day + 7 > daysIn(year, month);
	}
	const nth = /^(\w+)#([1-5])$/.exec(field);
	if (nth) {
		const [wanted] = values(nth[1] ?? "", 1, 7, dayNames);
		return (year, month, day) =>
			weekDayOf(year, month, day) === wanted && Math.ceil(day / 7) === Number(nth[2]);
	}
	if (field.includes("/"))
		throw refuse.validation(`the cron field ${field} is not valid; days of the week take no /`);
	const set = values(field, 1, 7, dayNames);
	return (year, month, day) => set.has(weekDayOf(year, month, day));
}

/** The first instant after `after` at which a cron expression fires in a zone; `undefined` when there is none. */
export function nextCron(cron: Cron, after: number, zone: string): number | undefined {
	const wallAfter = wallTime(after, zone);
	const start = new Date(wallAfter);
	// An hour or two before, for clocks that go back; what has passed is left out by its instant.
	const earliest = wallAfter - 3 * 3_600_000;
	const date = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate() - 1));
	for (; date.getUTCFullYear() <= LAST_YEAR; date.setUTCDate(date.getUTCDate() + 1)) {
		const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
		if (!cron.years.has(year) || !cron.months.has(month) || !cron.day(year, month, day)) continue;
		for (const hour of cron.hours)
			for (const minute of cron.minutes) {
				const wall = Date.UTC(year, month - 1, day, hour, minute);
				if (wall < earliest) continue;
				const instant = instantOf(wall, zone);
				if (instant !== undefined && instant > after) return instant;
			}
	}
	return undefined;
}
