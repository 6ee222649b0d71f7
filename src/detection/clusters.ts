/** Consecutive bucket numbers that are read together. */
export interface Cluster {
	/** First and last bucket to read. */
	from: number;
	to: number;
	/** Those that events were found for, in order. */
	touched: number[];
}

/** How far a bucket's events reach: into the next one, whose own events reach one further. */
const REACH = 2;
/** Buckets read at once at most. */
const LONGEST = 64;

/** Groups buckets whose surroundings overlap, so that each is read once. */
export function clusters(numbers: Iterable<number>): Cluster[] {
	const found: Cluster[] = [];
	for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
		const last = found.at(-1);
		if (last && number - REACH <= last.to && number - last.from < LONGEST) {
			last.to = number + REACH;
			last.touched.push(number);
		} else found.push({ from: number - REACH, to: number + REACH, touched: [number] });
	}
	return found;
}
