/**
 * Schemas that refer to themselves carry their definitions (`$defs`) with them, each time they are used. Here the
 * definitions come to one place and the references point there, as an OpenAPI document wants it.
 * @param prefix JSON pointer of that place, e.g. `#/components/schemas/`
 * @param shared schemas that go there too, by the name that they get; found by identity
 */
export function hoistDefinitions<Value>(
	value: Value,
	prefix: string,
	shared: Readonly<Record<string, object>> = {},
): { value: Value; definitions: Record<string, unknown> } {
	const definitions: Record<string, unknown> = {};
	const sharedNames = new Map<object, string>(Object.entries(shared).map(([name, schema]) => [schema, name]));
	const walk = (node: unknown, names: ReadonlySet<string>): unknown => {
		if (Array.isArray(node)) return node.map((item) => walk(item, names));
		if (typeof node !== "object" || node === null) return node;
		const name = sharedNames.get(node);
		if (name !== undefined) {
			// Taken out first: the definition itself is walked as an ordinary node.
			sharedNames.delete(node);
			definitions[name] = walk(node, names);
			sharedNames.set(node, name);
			return { $ref: prefix + name };
		}
		const { $defs, $id: _, ...rest } = node as Record<string, unknown>;
		const own = isRecord($defs) ? Object.entries($defs) : [];
		const known = own.length > 0 ? new Set([...names, ...own.map(([name]) => name)]) : names;
		for (const [name, definition] of own) definitions[name] ??= walk(definition, known);
		return Object.fromEntries(
			Object.entries(rest).map(([name, child]) => [
				name,
				name === "$ref" && typeof child === "string" && known.has(child)
					? prefix + child
					: walk(child, known),
			]),
		);
	};
	// The same shape: only `$defs` and `$id` go, and references change their text.
	return { value: walk(value, new Set()) as Value, definitions };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null;
