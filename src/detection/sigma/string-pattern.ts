import { RE2JS } from "re2js";

/** A part of a Sigma string: literal text, any number of characters, or one character. */
export type PatternPart = { text: string } | "any" | "one";

/**
 * Reads Sigma's escapes: `*` and `?` are wildcards, `\*`, `\?` and `\\` are the characters themselves, and a
 * backslash before anything else stands for itself (Sigma specification 2.1, "Escaping").
 * Modifiers add their wildcards to the result and not to the text, where a backslash at its end would escape them.
 */
export function parsePattern(value: string): PatternPart[] {
	const parts: PatternPart[] = [];
	let text = "";
	const flush = () => {
		if (text !== "") parts.push({ text });
		text = "";
	};
	for (let index = 0; index < value.length; index++) {
		const character = value.charAt(index);
		const next = value.charAt(index + 1);
		if (character === "\\" && (next === "*" || next === "?" || next === "\\")) {
			text += next;
			index++;
		} else if (character === "*" || character === "?") {
			flush();
			parts.push(character === "*" ? "any" : "one");
		} else text += character;
	}
	flush();
	return parts;
}

/** Compares a whole text with a pattern, in time linear in the text. */
export function compilePattern(parts: readonly PatternPart[], cased: boolean): (text: string) => boolean {
	const fold = (text: string) => (cased ? text : text.toLowerCase());
	const folded = parts.map((part) => (typeof part === "object" ? { text: fold(part.text) } : part));
	const simple = simplePattern(folded);
	if (simple) return (text) => simple(fold(text));
	const expression = folded
		.map((part) => (part === "any" ? ".*" : part === "one" ? "." : RE2JS.quote(part.text)))
		.join("");
	const compiled = RE2JS.compile(`^(?:${expression})$`, RE2JS.DOTALL);
	return (text) => compiled.test(fold(text));
}

/** The forms that most rules use, without an expression. */
function simplePattern(parts: readonly PatternPart[]): ((text: string) => boolean) | undefined {
	const shape = parts.map((part) => (part === "any" ? "*" : part === "one" ? "?" : "x")).join("");
	const literal = parts.map((part) => (typeof part === "object" ? part.text : "")).join("");
	if (shape === "" || shape === "x") return (text) => text === literal;
	if (shape === "*") return () => true;
	if (shape === "x*") return (text) => text.startsWith(literal);
	if (shape === "*x") return (text) => text.endsWith(literal);
	if (shape === "*x*") return (text) => text.includes(literal);
	return undefined;
}
