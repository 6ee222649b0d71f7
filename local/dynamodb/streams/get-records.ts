import { Members } from "../../members.ts";
import { AwsError } from "../../service.ts";
import { permit } from "../access.ts";
import type { Operation } from "../engine.ts";
import { invalid } from "../refusal.ts";
import { apiIdentity, delivered } from "./delivered.ts";
import { readIterator, writeIterator } from "./iterator.ts";

const largestAnswer = 1024 * 1024;

/** Up to 1,000 records or 1 MB; the next iterator is absent only at the end of a closed shard. */
export const getRecords: Operation = async (engine, call) => {
	const input = new Members(call.input, "GetRecords", invalid);
	const limit = input.whole("Limit", 1, 1000) ?? 1000;
	const now = engine.context.clock.now();
	const { StreamArn, after } = readIterator(input.text("ShardIterator"), now);
	input.end();
	permit(engine, call, "GetRecords", StreamArn);
	const stream = engine.streams.get(StreamArn);
	const horizon = await engine.streams.horizon(stream, now);
	if (after !== undefined && after < horizon)
		throw new AwsError(
			"TrimmedDataAccessException",
			"Records at the iterator are past their 24 hours; go on from TRIM_HORIZON",
		);
	const records: object[] = [];
	let last = after ?? horizon;
	let size = 0;
	for await (const [sequence, record] of engine.streams.after(stream, last, now)) {
		if (records.length > 0 && size + record.size > largestAnswer) break;
		records.push({
			...delivered(stream, sequence, record, engine.context.region),
			...apiIdentity(record),
		});
		size += record.size;
		last = sequence;
		if (records.length >= limit) break;
	}
	const ended = stream.disabledAt !== undefined && last === (await engine.streams.latest(stream));
	return {
		Records: records,
		NextShardIterator: ended ? undefined : writeIterator({ StreamArn, after: last }, now),
	};
};
