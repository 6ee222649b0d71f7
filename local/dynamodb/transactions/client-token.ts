import { hash } from "node:crypto";
import { AwsError } from "../../service.ts";
import type { Database, Write } from "../database.ts";
import { keyspace, under } from "../keyspace.ts";
import { invalid } from "../refusal.ts";

/** A token is remembered for ten minutes after its transaction (API reference, TransactWriteItems). */
const life = 10 * 60 * 1000;

interface Remembered {
	at: number;
	digest: string;
}

/** One request's token; the caller holds the lock of `place` until its transaction has committed. */
export class ClientToken {
	readonly place: string;
	#digest: string;

	/** @param items the request's `TransactItems` as sent */
	constructor(token: unknown, items: unknown) {
		if (typeof token !== "string" || token.length < 1 || token.length > 36)
			throw invalid(
				"1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member must have length between 1 and 36",
			);
		this.place = keyspace.token(token);
		this.#digest = hash("sha256", JSON.stringify(items), "hex");
	}

	/**
	 * Whether the same transaction was done already.
	 * @throws AwsError `IdempotentParameterMismatchException` where the token was used for another one
	 */
	isDone(database: Database, now: number): boolean {
		const text = database.get(this.place);
		if (text === undefined) return false;
		const { at, digest } = JSON.parse(text) as Remembered;
		if (now - at >= life) return false;
		if (digest !== this.#digest)
			throw new AwsError(
				"IdempotentParameterMismatchException",
				"The request uses the same client token as a previous, but non-identical request",
			);
		return true;
	}

	/** For the batch of the transaction itself. */
	remembered(now: number): Write {
		const value: Remembered = { at: now, digest: this.#digest };
		return { type: "put", key: this.place, value: JSON.stringify(value) };
	}
}

/** Deletes the tokens that are past their time. */
export async function forgetTokens(database: Database, now: number): Promise<void> {
	const old: Write[] = [];
	for await (const [key, text] of database.entries(under(keyspace.tokens)))
		if (now - (JSON.parse(text) as Remembered).at >= life) old.push({ type: "del", key });
	await database.commit(old);
}
