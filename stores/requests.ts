import {
	type AttributeValue,
	ConditionalCheckFailedException,
	type DynamoDBClient,
	PutItemCommand,
	UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { AuditTrailError } from "../src/errors.ts";
import { type Lane, lane } from "../src/ledger/identifiers.ts";
import { storeError } from "./store-error.ts";

/** What one Idempotency-Key is bound to: fixed by the first worker that saw it, whoever answers. */
export interface Binding {
	lane: Lane;
	/** `seq` of the lane's last segment when it was made, -1 where there was none: ours can only come after it. */
	head: number;
	/** Milliseconds since 1970; ids and results are derived from it. */
	time: number;
	/** Keyed hash of the body: the same key with another body is refused. */
	body: Uint8Array;
	/** Ids of the segments that were or will be tried for this request, 16 bytes each. */
	segmentIds: readonly Uint8Array[];
}

/** Idempotency bindings. All calls are consistent, and durable when they resolve; callers retry. */
export interface RequestStore {
	/**
	 * Makes the binding, unless one stands there that was made after `replaceBefore`: then that one is given.
	 * `expiresAt` in seconds since 1970 is when the table may forget it.
	 */
	bind(
		request: string,
		binding: Binding,
		times: { replaceBefore: number; expiresAt: number },
		signal?: AbortSignal,
	): Promise<{ made: boolean; binding: Binding }>;
	/** Adds a segment id before it is tried and gives the binding with it, and with every id added before. */
	addSegment(request: string, segmentId: Uint8Array, signal?: AbortSignal): Promise<Binding>;
}

export function requestStore(dynamodb: DynamoDBClient, table: string): RequestStore {
	return {
		async bind(request, binding, { replaceBefore, expiresAt }, signal) {
			try {
				await dynamodb.send(
					new PutItemCommand({
						TableName: table,
						Item: {
							request: { S: request },
							lane: { N: String(binding.lane) },
							head: { N: String(binding.head) },
							time: { N: String(binding.time) },
							body: { B: binding.body },
							segments: { BS: [...binding.segmentIds] },
							expiresAt: { N: String(expiresAt) },
						},
						// Expired items may lie there for days before the table drops them.
						ConditionExpression: "attribute_not_exists(#request) OR #time <= :before",
						ExpressionAttributeNames: { "#request": "request", "#time": "time" },
						ExpressionAttributeValues: { ":before": { N: String(replaceBefore) } },
						ReturnValuesOnConditionCheckFailure: "ALL_OLD",
					}),
					signal ? { abortSignal: signal } : {},
				);
				return { made: true, binding };
			} catch (cause) {
				if (cause instanceof ConditionalCheckFailedException && cause.Item)
					return { made: false, binding: bindingOf(cause.Item) };
				throw storeError(cause);
			}
		},
		async addSegment(request, segmentId, signal) {
			try {
				const { Attributes } = await dynamodb.send(
					new UpdateItemCommand({
						TableName: table,
						Key: { request: { S: request } },
						UpdateExpression: "ADD #segments :segment",
						// Without it, an update would make a binding out of nothing.
						ConditionExpression: "attribute_exists(#request)",
						ExpressionAttributeNames: { "#request": "request", "#segments": "segments" },
						ExpressionAttributeValues: { ":segment": { BS: [segmentId] } },
						ReturnValues: "ALL_NEW",
					}),
					signal ? { abortSignal: signal } : {},
				);
				return bindingOf(Attributes ?? {});
			} catch (cause) {
				throw storeError(cause);
			}
		},
	};
}

function bindingOf(item: Record<string, AttributeValue>): Binding {
	const body = item["body"]?.B;
	const segmentIds = item["segments"]?.BS;
	if (!body || !segmentIds) throw new AuditTrailError("format-invalid", "an idempotency binding is damaged");
	const number = (name: string) => Number(item[name]?.N);
	return { lane: lane(number("lane")), head: number("head"), time: number("time"), body, segmentIds };
}
