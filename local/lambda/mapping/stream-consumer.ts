import { link } from "../../link.ts";
import type { MappingParts } from "./batch.ts";
import { compileFilters } from "./filter.ts";
import { pausing } from "./pausing.ts";
import { positions } from "./positions.ts";
import { StreamDelivery } from "./stream-delivery.ts";
import type { StreamRecord } from "./stream-failure.ts";

/** Milliseconds between looks at a stream in which nothing is new. */
const lookEvery = 50;
/** Milliseconds before a stream that cannot be read is looked at again. */
const afterTrouble = 1000;
/** Lambda's limit for an event, less what stands around the records. */
const largestEvent = 6 * 1024 * 1024 - 4096;

/** Reads a table's stream for one mapping, in order, until `stopped`. */
export async function consumeStream(parts: MappingParts, stopped: AbortSignal): Promise<void> {
	const { context, mapping } = parts;
	const pause = pausing(stopped);
	const passes = compileFilters(mapping.filters);
	const delivery = new StreamDelivery(parts, stopped, pause);
	const saved = positions(context.state);

	/** Up to a batch of records that pass the filter, and how far the stream was read for them. */
	const gather = async (after: string | undefined) => {
		const records: StreamRecord[] = [];
		let size = 0;
		let last = after;
		const until = performance.now() + mapping.window * 1000;
		for (;;) {
			const limit = mapping.batchSize - records.length;
			const batch = await link(context, "readStream")({ streamArn: mapping.sourceArn, after: last, limit });
			for (const record of batch.records) {
				if (passes(record)) {
					size += Buffer.byteLength(JSON.stringify(record)) + 1;
					if (size > largestEvent && records.length > 0) return { records, last };
					records.push(record);
				}
				last = record.dynamodb.SequenceNumber;
			}
			if (batch.records.length === 0) last = batch.last ?? last;
			const waits = records.length > 0 && records.length < mapping.batchSize && performance.now() < until;
			if (stopped.aborted || !waits) return { records, last };
			if (batch.records.length === 0) await pause(lookEvery);
		}
	};

	while (!stopped.aborted) {
		try {
			const position = await saved.get(mapping.uuid);
			const { records, last } = await gather(position?.after);
			const first = records[0]?.dynamodb.SequenceNumber;
			const before = position?.failing?.sequence === first ? (position?.failing?.attempts ?? 0) : 0;
			if (records.length > 0 && !(await delivery.deliver(records, before))) return;
			if (last !== undefined && last !== position?.after) await saved.put(mapping.uuid, { after: last });
			else await pause(lookEvery);
		} catch (error) {
			if (stopped.aborted) return;
			context.log(
				`${mapping.function} cannot read its stream: ${error instanceof Error ? error.message : String(error)}`,
			);
			await pause(afterTrouble);
		}
	}
}
