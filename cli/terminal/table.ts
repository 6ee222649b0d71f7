import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";

const GAP = "  ";
/** A longer cell is cut: `--json` has the whole. The last column is never cut. */
const WIDEST = 40;

/**
 * Rows below their headings, in columns as wide as they need. Numbers stand right.
 * @param head a heading for each column
 */
export function table(
	terminal: Terminal,
	head: readonly string[],
	rows: readonly (readonly (string | number)[])[],
): void {
	const cells = rows.map((row) =>
		row.map((cell, column) => cut(printable(String(cell)), column === head.length - 1)),
	);
	const widths = head.map((heading, column) =>
		Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
	);
	const right = head.map(
		(_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === "number"),
	);
	const line = (row: readonly string[]) =>
		row
			.map((cell, column) => {
				const width = widths[column] ?? 0;
				return right[column] ? cell.padStart(width) : cell.padEnd(width);
			})
			.join(GAP)
			.trimEnd();
	terminal.out(terminal.dim(line(head.map((heading) => heading.toUpperCase()))));
	for (const row of cells) terminal.out(line(row));
}

const cut = (text: string, last: boolean): string =>
	last || text.length <= WIDEST ? text : `${text.slice(0, WIDEST - 1)}…`;

/** `1 event`, `2 events`. */
export const plural = (count: number, noun: string): string =>
	`${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;

/** `2026-01-31 09:00:00`, in UTC. */
export const when = (time: string): string => time.slice(0, 19).replace("T", " ");
