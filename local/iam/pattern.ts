import { conditionKey } from "./condition-key.ts";
import { policyRefused } from "./policy-refused.ts";

/** Values of condition keys by lower-case name; `undefined` where the request has no such key. */
export type Keys = (name: string) => readonly string[] | undefined;

/** Tests a value; `undefined` when a policy variable in the pattern has no value in this request. */
export type Pattern = (value: string, keys: Keys) => boolean | undefined;

/** A text of a policy, cut into what is literal, what is a wildcard and what is a variable. */
export type Piece =
	| { kind: "literal"; text: string }
	| { kind: "any" }
	| { kind: "one" }
	| { kind: "variable"; name: string; fallback: string | undefined };

const variable = /^\$\{([^{}]*)\}/;

/** Reads `${name}`, `${name, 'default'}`, `${*}`, `${?}`, `${$}` and, where they count, `*` and `?`. */
export function parsePattern(text: string, wildcards: boolean): Piece[] {
	const pieces: Piece[] = [];
	const literal = (character: string) => {
		const last = pieces.at(-1);
		if (last?.kind === "literal") last.text += character;
		else pieces.push({ kind: "literal", text: character });
	};
	for (let at = 0; at < text.length; ) {
		const character = text.charAt(at);
		if (text.startsWith("${", at)) {
			const found = variable.exec(text.slice(at));
			if (!found) throw policyRefused(`the policy variable in "${text}" has no end; write \${key}`);
			at += found[0].length;
			const inside = found[1] ?? "";
			if (inside === "*" || inside === "?" || inside === "$") literal(inside);
			else pieces.push(parseVariable(inside, text));
			continue;
		}
		if (wildcards && character === "*") {
			if (pieces.at(-1)?.kind !== "any") pieces.push({ kind: "any" });
		} else if (wildcards && character === "?") pieces.push({ kind: "one" });
		else literal(character);
		at += 1;
	}
	return pieces;
}

function parseVariable(inside: string, text: string): Piece {
	const parts = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(inside);
	if (!parts?.[1])
		throw policyRefused(`the policy variable in "${text}" is not \${key} or \${key, 'default'}`);
	const key = conditionKey(parts[1]);
	if (key.multivalued)
		throw policyRefused(`"${parts[1]}" has several values and cannot be the variable in "${text}"`);
	return { kind: "variable", name: key.name, fallback: parts[2] };
}

/** Puts this request's values in the place of variables; `undefined` when one has none. */
export function resolve(pieces: readonly Piece[], keys: Keys): Piece[] | undefined {
	const resolved: Piece[] = [];
	for (const piece of pieces) {
		if (piece.kind !== "variable") resolved.push(piece);
		else {
			const values = keys(piece.name);
			const value = values?.length === 1 ? values[0] : piece.fallback;
			if (value === undefined) return undefined;
			resolved.push({ kind: "literal", text: value });
		}
	}
	return resolved;
}

export const hasVariable = (pieces: readonly Piece[]): boolean =>
	pieces.some((piece) => piece.kind === "variable");

/** `*` stands for any characters, also none; `?` for exactly one. Never worse than pattern × value. */
export function globTest(pieces: readonly Piece[]): (value: string) => boolean {
	const [first, second] = pieces;
	if (pieces.length === 0) return (value) => value === "";
	if (pieces.length === 1 && first?.kind === "any") return () => true;
	if (pieces.every((piece) => piece.kind === "literal")) {
		const whole = pieces.map((piece) => (piece.kind === "literal" ? piece.text : "")).join("");
		return (value) => value === whole;
	}
	if (pieces.length === 2 && first?.kind === "literal" && second?.kind === "any")
		return (value) => value.startsWith(first.text);
	const symbols = pieces.flatMap((piece) => (piece.kind === "literal" ? [...piece.text] : [piece.kind]));
	return (value) => globMatch(symbols, value);
}

/** Symbols are single characters, or the words `any` and `one`. */
function globMatch(symbols: readonly string[], value: string): boolean {
	const characters = [...value];
	let symbol = 0;
	let character = 0;
	let star = -1;
	let resume = 0;
	while (character < characters.length) {
		const current = symbols[symbol];
		if (current === "any") {
			star = symbol++;
			resume = character;
		} else if (current === "one" || (current !== undefined && current === characters[character])) {
			symbol++;
			character++;
		} else if (star >= 0) {
			symbol = star + 1;
			character = ++resume;
		} else return false;
	}
	while (symbols[symbol] === "any") symbol++;
	return symbol === symbols.length;
}

/** A text with or without wildcards; variables take the request's values, in which wildcards are plain characters. */
export function textPattern(text: string, options: { wildcards: boolean; ignoreCase?: boolean }): Pattern {
	const fold = (value: string) => (options.ignoreCase ? value.toLowerCase() : value);
	const folded = (pieces: readonly Piece[]): Piece[] =>
		pieces.map((piece) => (piece.kind === "literal" ? { ...piece, text: fold(piece.text) } : piece));
	const pieces = parsePattern(text, options.wildcards);
	if (!hasVariable(pieces)) {
		const test = globTest(folded(pieces));
		return (value) => test(fold(value));
	}
	return (value, keys) => {
		const resolved = resolve(pieces, keys);
		return resolved && globTest(folded(resolved))(fold(value));
	};
}
