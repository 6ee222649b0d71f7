import { link } from "../link.ts";
import type { Caller, LocalContext } from "../service.ts";
import type { Table } from "./tables/table.ts";

const cacheLife = 5 * 60 * 1000;
const cacheSize = 1000;

/**
 * The table key's use on a caller's behalf. DynamoDB keeps a decrypted table key for five minutes per caller
 * (Developer Guide, "DynamoDB encryption at rest: usage notes"): a disabled key is felt after that time.
 */
export class KeyUse {
	#usedAt = new Map<string, number>();
	#context: LocalContext;
	constructor(context: LocalContext) {
		this.#context = context;
	}

	/** @throws AwsError of KMS where the caller may not use the key, or nobody can */
	async use(table: Table, caller: Caller): Promise<void> {
		const { clock, region, account } = this.#context;
		const keyArn = table.encryptionKey;
		if (keyArn === undefined) return;
		const who =
			caller.kind === "session"
				? caller.roleArn
				: caller.kind === "administrator"
					? caller.arn
					: caller.service;
		const entry = `${keyArn} ${table.TableName} ${who}`;
		const usedAt = this.#usedAt.get(entry);
		const now = clock.now();
		if (usedAt !== undefined && now >= usedAt && now - usedAt < cacheLife) return;
		await link(
			this.#context,
			"useKey",
		)({
			keyArn,
			action: "kms:Decrypt",
			caller,
			via: `dynamodb.${region}.amazonaws.com`,
			encryptionContext: {
				"aws:dynamodb:tableName": table.TableName,
				"aws:dynamodb:subscriberId": account,
			},
		});
		if (this.#usedAt.size >= cacheSize) this.#usedAt.clear();
		this.#usedAt.set(entry, now);
	}
}
