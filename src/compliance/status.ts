/**
 * What can be said of a control for a period. Nothing seen with coverage proven is `not-exercised`; nothing seen
 * with coverage unproven is `insufficient-evidence`: missing data never passes.
 */
export const statuses = [
	"effective",
	"effective-with-exceptions",
	"ineffective",
	"not-exercised",
	"insufficient-evidence",
	"not-run",
	"manual-current",
	"manual-overdue",
	"not-applicable",
] as const;
export type Status = (typeof statuses)[number];

/** From worst to best: a control is as good as its worst probe. */
const order: readonly Status[] = [
	"ineffective",
	"not-run",
	"insufficient-evidence",
	"manual-overdue",
	"effective-with-exceptions",
	"not-exercised",
	"manual-current",
	"effective",
	"not-applicable",
];

export function worst(all: readonly [Status, ...Status[]]): Status {
	return all.reduce((a, b) => (order.indexOf(a) <= order.indexOf(b) ? a : b));
}

/** What a status is worth at least and at most, between 0 and 1; undefined where it does not count. */
export function worth(status: Status): { floor: number; ceiling: number } | undefined {
	switch (status) {
		case "effective":
		case "manual-current":
			return { floor: 1, ceiling: 1 };
		case "effective-with-exceptions":
			return { floor: 0.5, ceiling: 0.5 };
		case "ineffective":
			return { floor: 0, ceiling: 0 };
		case "insufficient-evidence":
		case "not-run":
		case "manual-overdue":
			return { floor: 0, ceiling: 1 };
		case "not-exercised":
		case "not-applicable":
			return undefined;
	}
}
