/** A form's nested value: `Tags.member.1.Key=a` is `{ Tags: { member: [{ Key: "a" }] } }`. */
export type FormValue = string | FormValue[] | { [name: string]: FormValue };

/** Reads a request of AWS's query protocol, `Action` and `Version` excepted. */
export function readForm(body: Buffer): Record<string, FormValue> {
	const root: Node = new Map();
	for (const [path, value] of new URLSearchParams(body.toString())) {
		if (path === "Action" || path === "Version") continue;
		const parts = path.split(".");
		const last = parts.pop() ?? "";
		let at = root;
		for (const part of parts) {
			const inner = at.get(part);
			const next: Node = inner instanceof Map ? inner : new Map();
			at.set(part, next);
			at = next;
		}
		at.set(last, value);
	}
	return fold(root) as Record<string, FormValue>;
}

type Node = Map<string, Node | string>;

function fold(node: Node): FormValue {
	const entries = [...node].map(
		([name, value]) => [name, typeof value === "string" ? value : fold(value)] as const,
	);
	if (entries.length > 0 && entries.every(([name]) => /^[1-9]\d*$/.test(name)))
		return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);
	return Object.fromEntries(entries);
}
