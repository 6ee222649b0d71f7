import type { Links } from "../../service.ts";
import type { Engine } from "../engine.ts";
import { delivered, lambdaIdentity } from "./delivered.ts";

/** A batch of an event source mapping stays under Lambda's request limit of 6 MB. */
const largestBatch = 5 * 1024 * 1024;

/**
 * Reading for event source mappings, in Lambda's record form. The faults `late-delivery` (no record for a while)
 * and `duplicate-delivery` (the batch is read again by whoever goes on from its end) strike as
 * `streams:GetRecords`, and only where there is something new to deliver.
 */
export function streamReader({
	streams,
	context: { clock, faults, region },
}: Engine): Required<Pick<Links, "readStream" | "latestSequence">> {
	const heldUntil = new Map<string, number>();
	/** Start of a batch that is to be read twice, by its stream and end. */
	const repeats = new Map<string, string>();

	return {
		async readStream({ streamArn, after, limit }) {
			const stream = streams.get(streamArn);
			const now = clock.now();
			const repeated = repeats.get(`${streamArn} ${after}`);
			repeats.delete(`${streamArn} ${after}`);
			if (repeated === undefined) {
				const quiet = (await streams.latest(stream)) === after || now < (heldUntil.get(streamArn) ?? 0);
				const late = quiet ? undefined : faults.strike("late-delivery", "streams", "GetRecords");
				if (late) heldUntil.set(streamArn, now + late.milliseconds);
				if (quiet || late) return { records: [], last: after };
			}
			const start = repeated ?? after ?? (await streams.horizon(stream, now));
			const records = [];
			let last = start;
			let size = 0;
			for await (const [sequence, record] of streams.after(stream, start, now)) {
				if (records.length > 0 && size + record.size > largestBatch) break;
				records.push({
					...delivered(stream, sequence, record, region),
					...lambdaIdentity(record),
					eventSourceARN: streamArn,
				});
				size += record.size;
				last = sequence;
				if (records.length >= limit) break;
			}
			if (records.length > 0 && faults.strike("duplicate-delivery", "streams", "GetRecords"))
				repeats.set(`${streamArn} ${last}`, start);
			// A repeated batch that was cut short must not take its reader back.
			return { records, last: after !== undefined && last < after ? after : last };
		},
		latestSequence: async (streamArn) => streams.latest(streams.get(streamArn)),
	};
}
