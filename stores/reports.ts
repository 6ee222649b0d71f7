import {
	ConditionalCheckFailedException,
	type DynamoDBClient,
	GetItemCommand,
	PutItemCommand,
	QueryCommand,
} from "@aws-sdk/client-dynamodb";
import type { ReportRecord } from "../src/compliance/report/report-record.ts";
import type { TenantId } from "../src/ledger/identifiers.ts";
import { storeError } from "./store-error.ts";

/** The register of reports. A write that threw may have been stored; whoever wrote reads again. */
export interface ReportStore {
	/** `false` where a report with that id was there before; then nothing changes. */
	create(record: ReportRecord): Promise<boolean>;
	find(tenant: TenantId, report: string): Promise<ReportRecord | undefined>;
	/** Newest first by id (ids begin with their time), at most `limit`; `before` is the last id of the page before. */
	list(tenant: TenantId, limit: number, before?: string): Promise<ReportRecord[]>;
	/** Writes if nobody else has written since it was read; the version is raised by it. */
	update(record: ReportRecord): Promise<"stored" | "conflict">;
}

export function reportStore(dynamodb: DynamoDBClient, table: string): ReportStore {
	const put = async (record: ReportRecord, condition: Partial<PutItemCommand["input"]>) => {
		try {
			await dynamodb.send(
				new PutItemCommand({
					TableName: table,
					Item: {
						tenant: { S: record.tenant },
						report: { S: record.report },
						version: { N: String(record.version) },
						record: { S: JSON.stringify(record) },
					},
					...condition,
				}),
			);
			return true;
		} catch (cause) {
			if (cause instanceof ConditionalCheckFailedException) return false;
			throw storeError(cause);
		}
	};
	return {
		create: (record) => put(record, { ConditionExpression: "attribute_not_exists(report)" }),
		async find(tenant, report) {
			try {
				const { Item } = await dynamodb.send(
					new GetItemCommand({
						TableName: table,
						Key: { tenant: { S: tenant }, report: { S: report } },
						ConsistentRead: true,
					}),
				);
				return Item && parse(Item["record"]?.S);
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async list(tenant, limit, before) {
			try {
				const { Items = [] } = await dynamodb.send(
					new QueryCommand({
						TableName: table,
						KeyConditionExpression:
							before === undefined ? "tenant = :tenant" : "tenant = :tenant AND report < :before",
						ExpressionAttributeValues: {
							":tenant": { S: tenant },
							...(before !== undefined && { ":before": { S: before } }),
						},
						ScanIndexForward: false,
						Limit: limit,
					}),
				);
				return Items.map((item) => parse(item["record"]?.S));
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async update(record) {
			const stored = await put(
				{ ...record, version: record.version + 1 },
				{
					ConditionExpression: "version = :read",
					ExpressionAttributeValues: { ":read": { N: String(record.version) } },
				},
			);
			return stored ? "stored" : "conflict";
		},
	};
}

// Only this store writes the attribute, from a record of that type.
const parse = (text: string | undefined) => JSON.parse(text ?? "null") as ReportRecord;
