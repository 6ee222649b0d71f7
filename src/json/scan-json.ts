import { AuditTrailError } from "../errors.ts";
import { isExactNumber } from "./exact-number.ts";

/** Objects and arrays within each other that a document may have. */
export const MAX_DEPTH = 32;

/** Objects with more names than this compare them by a set: pairwise would be quadratic. */
const WIDE = 16;

/**
 * Refuses what two JSON readers could read differently: repeated names, `__proto__`, lone surrogates written as
 * escapes, numbers that lose precision, nesting over 32. It does not judge the grammar: `JSON.parse` does that
 * afterwards, so on bytes that are no JSON it may say anything, but it always ends, in linear time.
 */
export function scanJson(bytes: Buffer): void {
	/** Start and end of every name of the open objects; `firsts` says where each object's names begin. */
	const names: number[] = [];
	const marks: number[] = [];
	const firsts = new Int32Array(MAX_DEPTH + 1);
	const objects = new Uint8Array(MAX_DEPTH + 1);
	const wide: (Set<string> | undefined)[] = [];
	let depth = 0;
	let nameNext = false;
	const length = bytes.length;
	// The casts: an index below `length` is never undefined, and a default would cost a third of the time.
	for (let at = 0; at < length; at++) {
		const code = bytes[at] as number;
		if (code === 0x22) {
			const start = at + 1;
			let escaped = false;
			for (at = start; at < length; at++) {
				const inner = bytes[at] as number;
				if (inner === 0x22) break;
				if (inner === 0x5c) {
					escaped = true;
					at++;
				}
			}
			const unescaped = escaped ? written(bytes, start, at) : undefined;
			if (unescaped !== undefined && !unescaped.isWellFormed())
				throw ambiguous("a lone surrogate, which is no character,", start - 1);
			if (!nameNext) continue;
			nameNext = false;
			if (at - start === 9 && bytes.toString("latin1", start, at) === "__proto__") throw proto(start);
			if (unescaped === "__proto__") throw proto(start);
			// Escaped names go the slow way, so that `a` and `\u0061` are one name.
			const first = firsts[depth] ?? 0;
			let set = wide[depth];
			if (!set && (escaped || marks.length - first >= WIDE)) {
				set = new Set();
				for (let i = first; i < marks.length; i++)
					set.add(bytes.toString("utf8", names[2 * i] ?? 0, names[2 * i + 1] ?? 0));
				wide[depth] = set;
			}
			if (set) {
				const name = unescaped ?? bytes.toString("utf8", start, at);
				if (set.has(name)) throw repeated(start);
				set.add(name);
				continue;
			}
			// Length, first and last byte tell most names apart; only where they agree all bytes are compared.
			const mark = ((at - start) << 16) | ((bytes[start] as number) << 8) | (bytes[at - 1] as number);
			for (let i = first; i < marks.length; i++)
				if (marks[i] === mark && sameBytes(bytes, names[2 * i] ?? 0, names[2 * i + 1] ?? 0, start, at))
					throw repeated(start);
			marks.push(mark);
			names.push(start, at);
		} else if (code === 0x2c) {
			nameNext = objects[depth] === 1;
		} else if (code === 0x7b || code === 0x5b) {
			if (++depth > MAX_DEPTH) throw ambiguous(`nesting deeper than ${MAX_DEPTH}`, at);
			nameNext = code === 0x7b;
			objects[depth] = nameNext ? 1 : 0;
			firsts[depth] = marks.length;
		} else if (code === 0x7d || code === 0x5d) {
			if (depth === 0) return;
			marks.length = firsts[depth] ?? 0;
			names.length = 2 * marks.length;
			if (wide[depth]) wide[depth] = undefined;
			depth--;
			nameNext = false;
		} else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
			const start = at;
			let plain = code !== 0x2d;
			for (at++; at < length; at++) {
				const inner = bytes[at] ?? 0;
				if (inner >= 0x30 && inner <= 0x39) continue;
				if (inner !== 0x2e && inner !== 0x65 && inner !== 0x45 && inner !== 0x2b && inner !== 0x2d) break;
				plain = false;
			}
			if ((!plain || at - start > 15) && !isExactNumber(bytes.toString("latin1", start, at)))
				throw ambiguous("a number that would lose precision (send it as a string)", start);
			at--;
		}
	}
}

const ambiguous = (what: string, at: number) =>
	new AuditTrailError("body-ambiguous", `the body holds ${what} at byte ${at}`);
const proto = (start: number) => ambiguous("the name `__proto__`", start - 1);
const repeated = (start: number) => ambiguous("a repeated name", start - 1);

function sameBytes(bytes: Buffer, from: number, to: number, other: number, otherEnd: number): boolean {
	if (to - from !== otherEnd - other) return false;
	for (let i = from, j = other; i < to; i++, j++) if (bytes[i] !== bytes[j]) return false;
	return true;
}

/** A string with escapes, as it reads; what is no JSON string is left to JSON.parse. */
function written(bytes: Buffer, start: number, end: number): string {
	try {
		return String(JSON.parse(bytes.toString("utf8", start - 1, end + 1)));
	} catch {
		return bytes.toString("utf8", start, end);
	}
}
