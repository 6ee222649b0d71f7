import type { StreamBatch } from "../../service.ts";
import type { FunctionConfiguration } from "../function-configuration.ts";

export type StreamRecord = StreamBatch["records"][number];
export type GivenUp = "RetryAttemptsExhausted" | "RecordAgeExceeded";

/**
 * What an on-failure destination is told of a batch that was given up: where it lies in the stream, never what it
 * holds (AWS Lambda Developer Guide, "DynamoDB: retaining discarded batches").
 */
export function streamFailure(failure: {
	configuration: FunctionConfiguration;
	streamArn: string;
	records: readonly StreamRecord[];
	condition: GivenUp;
	requestId: string;
	invokeCount: number;
	now: number;
}): string {
	const { configuration, streamArn, records, condition, requestId, invokeCount, now } = failure;
	const [first, last] = [records[0], records.at(-1)];
	const arrival = (record: StreamRecord | undefined) =>
		record && new Date(record.dynamodb.ApproximateCreationDateTime * 1000).toISOString();
	return JSON.stringify({
		requestContext: {
			requestId,
			functionArn: configuration.arn,
			condition,
			approximateInvokeCount: invokeCount,
		},
		responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
		version: "1.0",
		timestamp: new Date(now).toISOString(),
		DDBStreamBatchInfo: {
			shardId: "shardId-00000000000000000000-00000000",
			startSequenceNumber: first?.dynamodb.SequenceNumber,
			endSequenceNumber: last?.dynamodb.SequenceNumber,
			approximateArrivalOfFirstRecord: arrival(first),
			approximateArrivalOfLastRecord: arrival(last),
			batchSize: records.length,
			streamArn,
		},
	});
}
