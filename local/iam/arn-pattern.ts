import { globTest, hasVariable, type Pattern, type Piece, parsePattern, resolve } from "./pattern.ts";
import { policyRefused } from "./policy-refused.ts";

/** Five colons part an ARN: arn, partition, service, region, account, and the resource, which may hold colons. */
const colons = 5;

/**
 * An ARN with wildcards, each of its six parts tested by itself: a `*` does not reach over the five colons
 * (IAM User Guide, "ARN condition operators" and "Wildcards in ARNs"). `*` alone is any ARN.
 */
export function arnPattern(text: string): Pattern {
	if (text === "*") return () => true;
	const pieces = parsePattern(text, true);
	if (!hasVariable(pieces)) {
		const test = arnTest(pieces);
		if (!test)
			throw policyRefused(
				`"${text}" is neither an ARN (arn:partition:service:region:account:resource) nor *`,
			);
		return test;
	}
	return (value, keys) => {
		const resolved = resolve(pieces, keys);
		return resolved && (arnTest(resolved)?.(value) ?? false);
	};
}

function arnTest(pieces: readonly Piece[]): ((value: string) => boolean) | undefined {
	const parts = splitPieces(pieces);
	if (!parts) return undefined;
	const fixed = parts.slice(0, colons).every((part) => part.every((piece) => piece.kind === "literal"));
	// Most policies name everything but the end of the resource: then the whole ARN is one plain pattern.
	if (fixed) return globTest(pieces);
	const tests = parts.map(globTest);
	return (value) => {
		const values = splitValue(value);
		return values !== undefined && tests.every((test, part) => test(values[part] ?? ""));
	};
}

function splitPieces(pieces: readonly Piece[]): Piece[][] | undefined {
	const parts: Piece[][] = [[]];
	for (const piece of pieces) {
		if (piece.kind !== "literal") {
			parts.at(-1)?.push(piece);
			continue;
		}
		let rest = piece.text;
		while (parts.length <= colons) {
			const at = rest.indexOf(":");
			if (at < 0) break;
			if (at > 0) parts.at(-1)?.push({ kind: "literal", text: rest.slice(0, at) });
			parts.push([]);
			rest = rest.slice(at + 1);
		}
		if (rest) parts.at(-1)?.push({ kind: "literal", text: rest });
	}
	return parts.length === colons + 1 ? parts : undefined;
}

function splitValue(value: string): string[] | undefined {
	const parts = value.split(":");
	if (parts.length <= colons) return undefined;
	return [...parts.slice(0, colons), parts.slice(colons).join(":")];
}
