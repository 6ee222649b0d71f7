import { Members } from "../../members.ts";
import { AwsError } from "../../service.ts";
import { permit } from "../access.ts";
import type { Operation } from "../engine.ts";
import { invalid } from "../refusal.ts";
import { writeIterator } from "./iterator.ts";
import { checkShard } from "./shard.ts";

const types = ["TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"] as const;

export const getShardIterator: Operation = async (engine, call) => {
	const input = new Members(call.input, "GetShardIterator", invalid);
	const arn = input.text("StreamArn");
	const shard = input.text("ShardId");
	const type = input.oneOf("ShardIteratorType", types);
	const number = input.maybeText("SequenceNumber") ?? "";
	input.end();
	permit(engine, call, "GetShardIterator", arn);
	const stream = engine.streams.get(arn);
	checkShard(stream, shard);
	const now = engine.context.clock.now();
	const from = (after: string | undefined) => ({
		ShardIterator: writeIterator({ StreamArn: arn, after }, now),
	});
	if (type === undefined) throw invalid("ShardIteratorType is required");
	if (type === "TRIM_HORIZON") return from(undefined);
	if (type === "LATEST") return from(await engine.streams.latest(stream));
	if (!/^\d{21}$/.test(number)) throw invalid("SequenceNumber is not one of this stream");
	if (number <= (await engine.streams.horizon(stream, now)))
		throw new AwsError("TrimmedDataAccessException", `The record ${number} is past its 24 hours`);
	if (number > (await engine.streams.latest(stream)))
		throw invalid("SequenceNumber is not one of this stream");
	return from(type === "AT_SEQUENCE_NUMBER" ? String(BigInt(number) - 1n) : number);
};
