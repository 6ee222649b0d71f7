import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	CONTRIBUTIONS_KEPT,
	type Contribution,
	mergeContributions,
	total,
} from "../../../src/incidents/contribution.ts";

const part = fc
	.record({
		key: fc.integer({ min: 0, max: 5 }),
		count: fc.integer({ min: 1, max: 9 }),
		firstAt: fc.nat(99),
		lastAt: fc.nat(99),
	})
	.map((found): Contribution => found);
const parts = fc.array(part, { maxLength: 6 });
const merged = (found: Contribution[]) => mergeContributions([], found);

describe("contributions", () => {
	it("come to the same in any order, any grouping and however often", () => {
		fc.assert(
			fc.property(parts, parts, parts, (a, b, c) => {
				const left = mergeContributions(mergeContributions(merged(a), b), c);
				expect(mergeContributions(merged(c), [...b, ...a, ...a])).toEqual(left);
				expect(mergeContributions(left, b)).toEqual(left);
			}),
		);
	});

	it("never make a count fall", () => {
		fc.assert(
			fc.property(parts, parts, (a, b) => {
				fc.pre(a.length > 0);
				expect(total(mergeContributions(merged(a), b)).count).toBeGreaterThanOrEqual(total(merged(a)).count);
			}),
		);
	});

	it("fold the oldest together beyond the limit, and keep count, first and last", () => {
		const many = Array.from({ length: CONTRIBUTIONS_KEPT + 200 }, (_, key) => ({
			key,
			count: 2,
			firstAt: key * 10,
			lastAt: key * 10 + 5,
		}));
		const folded = many.reduce<Contribution[]>((known, found) => mergeContributions(known, [found]), []);
		expect(folded.length).toBe(CONTRIBUTIONS_KEPT);
		expect(total(folded)).toEqual(total(many));
		expect(mergeContributions(folded, many.slice(0, 50))).toEqual(folded);
	});
});
