import { DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { storeError } from "./store-error.ts";

/** What AWS says of the parts that everything stands on. Reads no item. */
export interface PartStates {
	/** `ACTIVE` where it takes items, and whether its stream is on. */
	table(): Promise<{ status: string; stream: boolean }>;
	/** `Enabled` where it wraps and opens data keys. */
	key(): Promise<string>;
}

export const partStates = (
	dynamodb: DynamoDBClient,
	kms: KMSClient,
	names: { ledger: string; envelopeKey: string },
): PartStates => ({
	async table() {
		try {
			const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: names.ledger }));
			return {
				status: Table?.TableStatus ?? "unknown",
				stream: Table?.StreamSpecification?.StreamEnabled === true,
			};
		} catch (cause) {
			throw storeError(cause);
		}
	},
	async key() {
		try {
			const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: names.envelopeKey }));
			return KeyMetadata?.KeyState ?? "unknown";
		} catch (cause) {
			throw storeError(cause);
		}
	},
});
