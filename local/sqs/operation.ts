import type { Members } from "../members.ts";
import type { AwsRequest, Caller, LocalContext } from "../service.ts";
import type { Turns } from "../turns.ts";
import type { Queue, Queues } from "./queues.ts";

/** What an operation works with. */
export interface Desk {
	context: LocalContext;
	queues: Queues;
	/** One change of a queue at a time, keyed by its name. */
	turns: Turns;
	/** Base URL that queue URLs begin with. */
	baseUrl(request?: AwsRequest): string;
	stopped(): boolean;
}

/** One operation of the SQS API: reads its members (what it does not read is refused) and answers with JSON. */
export type Operation = (desk: Desk, input: Members, call: Call) => Promise<Record<string, unknown>>;

export interface Call {
	caller: Caller;
	request: AwsRequest;
}

export const queueUrl = (base: string, account: string, name: string) => `${base}/${account}/${name}`;

/** Runs a change of one queue in its turn. */
export const inTurn = <Result>(desk: Desk, queue: Queue, work: () => Promise<Result>): Promise<Result> =>
	desk.turns.take(queue.record.name, work);
