/** What is stored of a table: the members that dynalite reads, under AWS's names, and beside them our own. */
export interface Table {
	TableName: string;
	TableArn: string;
	TableId: string;
	/** Seconds since 1970. */
	CreationDateTime: number;
	AttributeDefinitions: { AttributeName: string; AttributeType: "S" | "N" | "B" }[];
	KeySchema: KeyElement[];
	LocalSecondaryIndexes?: Index[];
	GlobalSecondaryIndexes?: Index[];
	billing: Billing;
	/** `deleting` while its items are being removed: seen only by a start after a kill. */
	state: "active" | "deleting";
	/** The stream that takes its records now. */
	stream?: { arn: string; viewType: StreamViewType };
	/** The last stream that it had, taking records or not. */
	latestStream?: { arn: string; label: string };
	/** Items expire at the second that stands in this attribute. */
	timeToLive?: string;
	/** ARN of the customer's KMS key. */
	encryptionKey?: string;
	deletionProtection: boolean;
	/** How far back a restore could go on AWS. Kept and described; nothing can be restored here. */
	recoveryDays?: number;
	tags: Record<string, string>;
}

export interface KeyElement {
	AttributeName: string;
	KeyType: "HASH" | "RANGE";
}

export interface Index {
	IndexName: string;
	KeySchema: KeyElement[];
	Projection: { ProjectionType: "ALL" | "INCLUDE" | "KEYS_ONLY"; NonKeyAttributes?: string[] };
	ProvisionedThroughput?: Throughput;
}

export interface Throughput {
	ReadCapacityUnits: number;
	WriteCapacityUnits: number;
}

export type Billing = { mode: "PAY_PER_REQUEST"; since: number } | ({ mode: "PROVISIONED" } & Throughput);

export const streamViewTypes = ["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"] as const;
export type StreamViewType = (typeof streamViewTypes)[number];

export const keyNames = (schema: readonly KeyElement[]): string[] => schema.map((key) => key.AttributeName);

export const indexesOf = (table: Table): Index[] => [
	...(table.LocalSecondaryIndexes ?? []),
	...(table.GlobalSecondaryIndexes ?? []),
];
