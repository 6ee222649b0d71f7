import type { AttributeValue, Item } from "../attribute.ts";

const setTypes = ["SS", "NS", "BS"] as const;

/** Whether two values mean the same: sets have no order, maps no order of names. Numbers come in plain notation. */
export function sameValue(a: AttributeValue, b: AttributeValue): boolean {
	if (a.M && b.M) return sameItem(a.M, b.M);
	if (a.L && b.L) {
		const other = b.L;
		return (
			a.L.length === other.length &&
			a.L.every((value, index) => {
				const opposite = other[index];
				return opposite !== undefined && sameValue(value, opposite);
			})
		);
	}
	for (const type of setTypes) {
		const [left, right] = [a[type], b[type]];
		if (left && right) return left.length === right.length && left.every((member) => right.includes(member));
	}
	for (const type of ["S", "N", "B", "BOOL", "NULL"] as const)
		if (a[type] !== undefined) return a[type] === b[type];
	return false;
}

export function sameItem(a: Item, b: Item): boolean {
	const names = Object.keys(a);
	return (
		names.length === Object.keys(b).length &&
		names.every((name) => {
			const [left, right] = [a[name], b[name]];
			return left !== undefined && right !== undefined && sameValue(left, right);
		})
	);
}
