import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	addToBucket,
	type Bucket,
	bucketNumber,
	CAPACITY,
	decodeBucket,
	emptyBucket,
	encodeBucket,
	type Sighting,
} from "../../../src/detection/bucket.ts";
import { clusters } from "../../../src/detection/clusters.ts";
import { firing, type Window } from "../../../src/detection/window.ts";
import { mergeContributions, total } from "../../../src/incidents/contribution.ts";
import { firingTimes } from "../../crash/window-oracle.ts";

/** Adds deliveries one after the other as the detector does, stored and read again each time, and adds up what fires. */
function detect(deliveries: readonly (readonly Sighting[])[], window: Window, after?: number) {
	const { span } = window;
	const stored = new Map<number, Buffer>();
	const bucket = (number: number): Bucket => {
		const bytes = stored.get(number);
		return bytes ? decodeBucket(number, bytes) : emptyBucket(number);
	};
	let contributions: ReturnType<typeof mergeContributions> = [];
	for (const sightings of deliveries) {
		const touched = Map.groupBy(sightings, ({ at }) => bucketNumber(at, span));
		for (const [number, inside] of touched)
			stored.set(number, encodeBucket(addToBucket(bucket(number), inside, span)));
		for (const { from, to } of clusters(touched.keys())) {
			const numbers = [...stored.keys()].filter((number) => from <= number && number <= to);
			const found = firing(numbers.map(bucket), window, after);
			contributions = mergeContributions(contributions, found.contributions);
		}
	}
	return contributions.length === 0 ? undefined : total(contributions);
}

const start = Date.UTC(2026, 0, 1);
const identity = (id: number) => `id${String(id).padStart(6, "0")}`;

const cases = fc.record({
	window: fc.record({
		threshold: fc.integer({ min: 1, max: 6 }),
		span: fc.integer({ min: 1000, max: 20_000 }),
	}),
	times: fc.array(fc.integer({ min: 0, max: 120_000 }), { maxLength: 40 }),
	seed: fc.infiniteStream(fc.nat()),
});

const sightingsOf = (times: readonly number[]): Sighting[] =>
	times.map((offset, id) => ({ at: start + offset, identity: identity(id) }));

function expected(times: readonly number[], { threshold, span }: Window, after = 0) {
	const fires = firingTimes(
		times.map((offset) => start + offset).filter((at) => at > after),
		threshold,
		span,
	);
	const [firstAt] = fires;
	const lastAt = fires.at(-1);
	return firstAt === undefined || lastAt === undefined ? undefined : { count: fires.length, firstAt, lastAt };
}

describe("a window over event time", () => {
	it("fires as the brute-force oracle says, in any order, in any portions, however often events come", () => {
		fc.assert(
			fc.property(cases, ({ window, times, seed }) => {
				const sightings = sightingsOf(times);
				const random = () => seed.next().value ?? 0;
				const deliveries: Sighting[][] = [];
				for (const sighting of [...sightings, ...sightings.filter(() => random() % 3 === 0)].sort(
					() => (random() % 2) - 0.5,
				))
					if (deliveries.length === 0 || random() % 3 === 0) deliveries.push([sighting]);
					else deliveries[random() % deliveries.length]?.push(sighting);
				expect(detect(deliveries, window)).toEqual(expected(times, window));
			}),
			{ numRuns: 400 },
		);
	});

	it("leaves out what belongs to an earlier incident, as if it had never happened", () => {
		fc.assert(
			fc.property(cases, fc.integer({ min: 0, max: 120_000 }), ({ window, times }, cut) => {
				const deliveries = sightingsOf(times).map((sighting) => [sighting]);
				expect(detect(deliveries, window, start + cut)).toEqual(expected(times, window, start + cut));
			}),
			{ numRuns: 150 },
		);
	});

	it("takes in both of its ends, across the border of two buckets", () => {
		const window = { threshold: 2, span: 10_000 };
		const begin = bucketNumber(start, window.span) * window.span + 9_999;
		const at = (offset: number, id: number): Sighting => ({ at: begin + offset, identity: identity(id) });
		expect(detect([[at(0, 1)], [at(10_000, 2)]], window)?.count).toBe(2);
		expect(detect([[at(0, 1)], [at(10_001, 2)]], window)).toBeUndefined();
	});

	it("holds before 1970 as well", () => {
		const window = { threshold: 2, span: 10_000 };
		const early = [-5_000, -1].map((at, id) => ({ at, identity: identity(id) }));
		expect(detect([early], window)).toEqual({ count: 2, firstAt: -5_000, lastAt: -1 });
	});
});

describe("a bucket beyond its capacity", () => {
	const window = { threshold: 3, span: 3_600_000 };
	const many = Array.from(
		{ length: CAPACITY + 500 },
		(_, id): Sighting => ({ at: start + id * 100, identity: identity(id) }),
	);

	it("counts its capacity, keeps the exact first and last time, and is the same in any order", () => {
		const number = bucketNumber(start, window.span);
		const forth = addToBucket(emptyBucket(number), many, window.span);
		// One by one would be quadratic; portions show the same.
		const portions = Array.from({ length: 10 }, (_, index) =>
			many.toReversed().slice(index * 500, index * 500 + 500),
		);
		const back = portions.reduce(
			(bucket, portion) => addToBucket(bucket, portion, window.span),
			emptyBucket(number),
		);
		expect(back).toEqual(forth);
		expect(forth.saturated).toBe(true);
		expect(total(firing([forth], window).contributions)).toEqual({
			count: CAPACITY,
			firstAt: start,
			lastAt: start + (many.length - 1) * 100,
		});
	});

	it("is exact up to its capacity", () => {
		const exact = many.slice(0, CAPACITY);
		expect(detect([exact.slice(0, 3000), exact.slice(1000)], window)?.count).toBe(CAPACITY);
	});
});

it("refuses a stored bucket that does not follow its format", () => {
	expect(() => decodeBucket(1, Buffer.alloc(11, 1))).toThrow(/format/);
	expect(() => decodeBucket(1, Buffer.alloc(0))).toThrow(/format/);
});
