import { Members } from "../../members.ts";
import { permit } from "../access.ts";
import type { Operation } from "../engine.ts";
import { invalid } from "../refusal.ts";
import { shardId, startOf } from "./shard.ts";
import { firstSequence } from "./stream.ts";

export const describeStream: Operation = async (engine, call) => {
	const input = new Members(call.input, "DescribeStream", invalid);
	const arn = input.text("StreamArn");
	input.whole("Limit", 1, 100);
	const start = input.maybeText("ExclusiveStartShardId") ?? "";
	input.end();
	permit(engine, call, "DescribeStream", arn);
	const stream = engine.streams.get(arn);
	const id = shardId(stream);
	const ended = stream.disabledAt !== undefined;
	const shard = {
		ShardId: id,
		SequenceNumberRange: {
			StartingSequenceNumber: startOf(firstSequence),
			...(ended ? { EndingSequenceNumber: await engine.streams.latest(stream) } : {}),
		},
	};
	return {
		StreamDescription: {
			StreamArn: stream.StreamArn,
			StreamLabel: stream.StreamLabel,
			StreamStatus: ended ? "DISABLED" : "ENABLED",
			StreamViewType: stream.StreamViewType,
			CreationRequestDateTime: stream.createdAt / 1000,
			TableName: stream.TableName,
			KeySchema: stream.KeySchema,
			Shards: start < id ? [shard] : [],
		},
	};
};
