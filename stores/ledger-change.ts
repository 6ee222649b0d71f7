import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import { type Lane, lane, type Seq, seq, type TenantId, tenantId } from "../src/ledger/identifiers.ts";
import type { SegmentItem } from "../src/ledger/segment-item.ts";
import { segmentItem } from "./ledger.ts";

/** One change of the ledger's table, as its stream tells it. */
export interface LedgerChange {
	/** Number of the record in the stream, to report its failure by. */
	sequenceNumber: string;
	kind: "INSERT" | "MODIFY" | "REMOVE";
	tenant: TenantId;
	lane: Lane;
	seq: Seq;
	/** The segment as it is now; `undefined` once removed. */
	item: SegmentItem | undefined;
	/** When the stream noted it, milliseconds since 1970 (it counts whole seconds). */
	at: number;
}

/**
 * @throws AuditTrailError `request-invalid` or `format-invalid` where the key or the item is none of the ledger's
 */
export function ledgerChange(record: DynamoDBRecord): LedgerChange {
	const { Keys, NewImage, SequenceNumber, ApproximateCreationDateTime } = record.dynamodb ?? {};
	const [, owner = "", number] = /^(.*)#(0|[1-9]\d{0,2})$/.exec(Keys?.["lane"]?.S ?? "") ?? [];
	const place = {
		tenant: tenantId(owner),
		lane: lane(Number(number)),
		seq: seq(Number(Keys?.["seq"]?.N ?? Number.NaN)),
	};
	return {
		...place,
		sequenceNumber: SequenceNumber ?? "",
		kind: record.eventName ?? "INSERT",
		item: NewImage && segmentItem(place.tenant, place.lane, image(NewImage)),
		at: (ApproximateCreationDateTime ?? 0) * 1000,
	};
}

/** Lambda gives images as JSON: what the SDK has as bytes is base64 here. */
function image(
	attributes: NonNullable<NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]>,
): Record<string, AttributeValue> {
	const entries = Object.entries(attributes).flatMap(([name, { S, N, B }]): [string, AttributeValue][] => {
		if (S !== undefined) return [[name, { S }]];
		if (N !== undefined) return [[name, { N }]];
		return B === undefined ? [] : [[name, { B: Buffer.from(B, "base64") }]];
	});
	return Object.fromEntries(entries);
}
