import { onTestFinished } from "vitest";
import type { FunctionConfiguration } from "../../../../local/lambda/function-configuration.ts";
import type { InvokeCall } from "../../../../local/lambda/invoker.ts";
import { Mappings } from "../../../../local/lambda/mapping/mappings.ts";
import type { Outcome } from "../../../../local/lambda/process/outcome.ts";
import type { LocalContext, StreamBatch } from "../../../../local/service.ts";
import { kernelContext } from "../../kernel-context.ts";

export const streamArn = "arn:aws:dynamodb:us-east-1:000000000000:table/Ledger/stream/2026";
export const queueArn = "arn:aws:sqs:us-east-1:000000000000:work";
export const configuration: FunctionConfiguration = {
	name: "reader",
	arn: "arn:aws:lambda:us-east-1:000000000000:function:reader",
	roleArn: "arn:aws:iam::000000000000:role/reader",
	handler: "index.handler",
	memorySize: 128,
	timeout: 3,
	environment: {},
	code: { inline: "" },
	revision: "1",
};

type Handler = (records: { [name: string]: unknown }[]) => unknown;

/** A mapping over a stream and a queue that live in arrays, with the function as a closure. */
export async function mappingBench(changes: Partial<LocalContext> = {}) {
	const context = await kernelContext(changes);
	const stream: StreamBatch["records"][number][] = [];
	const sent: { queueArn: string; body: string }[] = [];
	let handler: Handler = () => null;
	const batches: string[][] = [];
	context.links.readStream = async ({ after, limit }) => {
		const from = stream.findIndex(({ dynamodb }) => after === undefined || dynamodb.SequenceNumber > after);
		const records = from === -1 ? [] : stream.slice(from, from + limit);
		return { records, last: records.at(-1)?.dynamodb.SequenceNumber ?? after };
	};
	context.links.latestSequence = async () => stream.at(-1)?.dynamodb.SequenceNumber;
	context.links.sendMessage = async (message) => {
		sent.push(message);
	};
	const invoker = {
		invoke: async ({ payload }: InvokeCall): Promise<Outcome> => {
			const { Records } = JSON.parse(payload) as { Records: { [name: string]: unknown }[] };
			batches.push(Records.map((record) => String(record["value"] ?? record["body"])));
			try {
				return { payload: JSON.stringify((await handler(Records)) ?? null) };
			} catch (error) {
				const errorMessage = error instanceof Error ? error.message : "";
				return { payload: JSON.stringify({ errorMessage }), functionError: "Unhandled" };
			}
		},
	};
	const functions = { find: async () => configuration };
	const make = () => new Mappings({ context, functions, invoker });
	let mappings = make();
	onTestFinished(() => mappings.stop());
	return {
		context,
		sent,
		/** Values of the records of each invocation. */
		batches,
		handle: (next: Handler) => {
			handler = next;
		},
		write: (...values: string[]) => {
			for (const value of values) {
				const SequenceNumber = String(stream.length + 1).padStart(21, "0");
				const dynamodb = { SequenceNumber, ApproximateCreationDateTime: context.clock.now() / 1000 };
				stream.push(Object.assign({ dynamodb }, { value }));
			}
		},
		map: (properties: Record<string, unknown>) =>
			mappings.provider.apply({
				stack: "App",
				logicalId: "Mapping",
				properties: { FunctionName: "reader", ...properties },
				physicalId: undefined,
				region: context.region,
				account: context.account,
			}),
		start: () => mappings.start(),
		/** As a new process would, over the same state. */
		restart: async () => {
			await mappings.stop();
			mappings = make();
			await mappings.start();
		},
	};
}
