import { hash } from "node:crypto";
import { AwsError } from "../../service.ts";
import type { Stream } from "./stream.ts";

/** The id of a stream's one shard. */
export const shardId = ({ StreamArn, createdAt }: Stream): string =>
	`shardId-${String(createdAt).padStart(20, "0")}-${hash("sha256", StreamArn, "hex").slice(0, 8)}`;

/** The number of a stream's first record, whether it was written yet or not. */
export const startOf = (first: string): string => String(BigInt(first) + 1n);

export function checkShard(stream: Stream, id: string): void {
	if (id !== shardId(stream))
		throw new AwsError(
			"ResourceNotFoundException",
			`Requested resource not found: Shard does not exist: ${id}`,
		);
}
