import { hash } from "node:crypto";
import type { StoredRecord } from "./record.ts";
import type { Stream } from "./stream.ts";

/** What TTL deletions say of who did them (Developer Guide, "DynamoDB Streams and Time to Live"). */
const service = { type: "Service", principalId: "dynamodb.amazonaws.com" };

/** A record as readers get it; `eventID` is the same for each delivery. */
export interface DeliveredRecord {
	eventID: string;
	eventName: StoredRecord["event"];
	eventVersion: "1.1";
	eventSource: "aws:dynamodb";
	awsRegion: string;
	dynamodb: {
		/** Whole seconds since 1970. */
		ApproximateCreationDateTime: number;
		Keys: StoredRecord["keys"];
		NewImage?: NonNullable<StoredRecord["new"]>;
		OldImage?: NonNullable<StoredRecord["old"]>;
		SequenceNumber: string;
		SizeBytes: number;
		StreamViewType: Stream["StreamViewType"];
	};
}

export function delivered(
	stream: Stream,
	sequence: string,
	record: StoredRecord,
	region: string,
): DeliveredRecord {
	return {
		eventID: hash("sha256", `${stream.StreamArn} ${sequence}`, "hex").slice(0, 32),
		eventName: record.event,
		eventVersion: "1.1",
		eventSource: "aws:dynamodb",
		awsRegion: region,
		dynamodb: {
			ApproximateCreationDateTime: Math.floor(record.at / 1000),
			Keys: record.keys,
			...(record.new ? { NewImage: record.new } : {}),
			...(record.old ? { OldImage: record.old } : {}),
			SequenceNumber: sequence,
			SizeBytes: record.size,
			StreamViewType: stream.StreamViewType,
		},
	};
}

/** The identity in the form of the Streams API, whose members are capitalised, and in that of Lambda's events. */
export const apiIdentity = (record: StoredRecord): object =>
	record.expired ? { userIdentity: { Type: service.type, PrincipalId: service.principalId } } : {};
export const lambdaIdentity = (record: StoredRecord): object =>
	record.expired ? { userIdentity: service } : {};
