import { randomUUID } from "node:crypto";
import { sendToDestination } from "../destination.ts";
import type { FunctionConfiguration } from "../function-configuration.ts";
import { roleCaller } from "../functions.ts";
import { invokeWithBatch, type MappingParts } from "./batch.ts";
import { positions } from "./positions.ts";
import { type GivenUp, type StreamRecord, streamFailure } from "./stream-failure.ts";
import { judge } from "./verdict.ts";

const sequenceOf = (record: StreamRecord) => record.dynamodb.SequenceNumber;

/**
 * Delivers one batch until every record of it is done with: handled, or given up after the mapping's bounds and
 * reported to its destination. The position is saved after each step, so that a killed process repeats at most
 * what was not yet acknowledged. Returns early, with records left, only when `stopped`.
 */
export class StreamDelivery {
	readonly #parts: MappingParts;
	readonly #stopped: AbortSignal;
	readonly #pause: (milliseconds: number) => Promise<void>;

	constructor(parts: MappingParts, stopped: AbortSignal, pause: (milliseconds: number) => Promise<void>) {
		this.#parts = parts;
		this.#stopped = stopped;
		this.#pause = pause;
	}

	/** `attempts`: how often this batch was the failing one before. True when nothing of it is left. */
	async deliver(batch: readonly StreamRecord[], attempts: number): Promise<boolean> {
		const { mapping } = this.#parts;
		let records = batch;
		let failed = attempts;
		let backoff = 0;
		while (!this.#stopped.aborted) {
			const first = records[0];
			if (!first) return true;
			if (this.#tooOld(first)) {
				records = await this.#giveUpOld(records, failed);
				continue;
			}
			const requestId = randomUUID();
			const result = await invokeWithBatch(this.#parts, records, requestId);
			if (!result) {
				await this.#pause(Math.min(100 * 2 ** backoff++, 5_000));
				continue;
			}
			// A process ended by our own stop has not failed.
			if (this.#stopped.aborted && result.outcome.functionError) return false;
			const verdict = judge(result.outcome, mapping.reportsFailures, records.map(sequenceOf));
			if (verdict === "success") {
				await this.#done(records);
				return true;
			}
			const from =
				verdict === "failure" ? 0 : records.findIndex((record) => verdict.failed.has(sequenceOf(record)));
			if (from > 0) {
				await this.#done(records.slice(0, from));
				records = records.slice(from);
				failed = 0;
				backoff = 0;
			}
			const left = mapping.bisect && verdict === "failure" && records.length > 1;
			if (left) {
				const half = Math.ceil(records.length / 2);
				// Splitting does not count as an attempt: a record alone gets all of them.
				if (!(await this.deliver(records.slice(0, half), failed))) return false;
				return this.deliver(records.slice(half), failed);
			}
			failed += 1;
			if (mapping.maximumRetryAttempts >= 0 && failed > mapping.maximumRetryAttempts) {
				await this.#giveUp(result.configuration, records, "RetryAttemptsExhausted", { requestId, failed });
				return true;
			}
			await this.#remember(records, failed);
			await this.#pause(Math.min(100 * 2 ** backoff++, 10_000));
		}
		return false;
	}

	#tooOld(record: StreamRecord): boolean {
		const { context, mapping } = this.#parts;
		const age = context.clock.now() / 1000 - record.dynamodb.ApproximateCreationDateTime;
		return mapping.maximumRecordAge >= 0 && age > mapping.maximumRecordAge;
	}

	/** The records behind the last one that is too old. */
	async #giveUpOld(records: readonly StreamRecord[], failed: number): Promise<readonly StreamRecord[]> {
		const young = records.findIndex((record) => !this.#tooOld(record));
		const old = young === -1 ? records : records.slice(0, young);
		const configuration = await this.#parts.functions.find(this.#parts.mapping.function);
		await this.#giveUp(configuration, old, "RecordAgeExceeded", { requestId: randomUUID(), failed });
		return records.slice(old.length);
	}

	async #giveUp(
		configuration: FunctionConfiguration,
		records: readonly StreamRecord[],
		condition: GivenUp,
		attempt: { requestId: string; failed: number },
	): Promise<void> {
		const { context, mapping } = this.#parts;
		const body = streamFailure({
			configuration,
			streamArn: mapping.sourceArn,
			records,
			condition,
			requestId: attempt.requestId,
			invokeCount: attempt.failed,
			now: context.clock.now(),
		});
		context.log(`${configuration.name}: ${records.length} stream records given up (${condition})`);
		if (mapping.onFailure !== undefined)
			await sendToDestination(context, {
				arn: mapping.onFailure,
				body,
				from: roleCaller(context, configuration),
			});
		await this.#done(records);
	}

	async #done(records: readonly StreamRecord[]): Promise<void> {
		const last = records.at(-1);
		if (last) await this.#positions.put(this.#parts.mapping.uuid, { after: sequenceOf(last) });
	}

	/** Attempts are counted across restarts: a bound that starts anew each time is none. */
	async #remember(records: readonly StreamRecord[], attempts: number): Promise<void> {
		const [first] = records;
		const position = await this.#positions.get(this.#parts.mapping.uuid);
		if (first)
			await this.#positions.put(this.#parts.mapping.uuid, {
				...position,
				failing: { sequence: sequenceOf(first), attempts },
			});
	}

	get #positions() {
		return positions(this.#parts.context.state);
	}
}
