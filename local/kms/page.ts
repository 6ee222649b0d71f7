import type { Members } from "../members.ts";
import { refuse } from "./refuse.ts";

/** Reads `Limit` and `Marker`; the result cuts a list, ordered by its marker, into the page that was asked for. */
export function readPage(
	input: Members,
	most: number,
	usual: number,
): <T>(
	all: readonly T[],
	marker: (item: T) => string,
) => { items: T[]; Truncated: boolean; NextMarker?: string } {
	const limit = input.whole("Limit", 1, most) ?? usual;
	const after = input.maybeText("Marker");
	return (all, marker) => {
		if (after !== undefined && !all.some((item) => marker(item) === after))
			throw refuse.invalidMarker("Could not find the key identified by marker");
		const rest = after === undefined ? all : all.slice(all.findIndex((item) => marker(item) === after) + 1);
		const items = rest.slice(0, limit);
		const last = items.at(-1);
		if (rest.length <= limit || last === undefined) return { items, Truncated: false };
		return { items, Truncated: true, NextMarker: marker(last) };
	};
}
