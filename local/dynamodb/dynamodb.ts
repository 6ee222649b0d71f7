import { join } from "node:path";
import { crc32 } from "node:zlib";
import { AwsError, type AwsRequest, type AwsResponse, type LocalContext, type Service } from "../service.ts";
import { Database } from "./database.ts";
import type { Engine } from "./engine.ts";
import { KeyUse } from "./key-use.ts";
import { Locks } from "./locks.ts";
import { operations } from "./operations.ts";
import { strikeFaults } from "./planted-faults.ts";
import { readBody } from "./request-body.ts";
import { streamReader } from "./streams/read-stream.ts";
import { Streams } from "./streams/streams.ts";
import { Catalogue } from "./tables/catalogue.ts";
import { globalTable } from "./template/global-table.ts";
import { plainTable } from "./template/table.ts";
import { upkeep } from "./upkeep.ts";

const upkeepInterval = 1000;

/**
 * DynamoDB and DynamoDB Streams of the local cloud: dynalite's operations on a store of our own, in which an
 * item's change and its stream record are one batch. Keeps everything in `<state.directory>/dynamodb`.
 */
export async function createDynamodb(context: LocalContext): Promise<Service> {
	const database = await Database.open(join(context.state.directory, "dynamodb"));
	const engine: Engine = {
		context,
		database,
		streams: await Streams.open(database),
		catalogue: await Catalogue.open(database),
		locks: new Locks(),
		keys: new KeyUse(context),
	};
	Object.assign(context.links, streamReader(engine));
	const keepUp = upkeep(engine);
	let timer: NodeJS.Timeout | undefined;
	let running = Promise.resolve();
	return {
		names: ["dynamodb", "streams.dynamodb"],
		handle: (request) => handle(engine, request),
		resources: [globalTable(engine), plainTable(engine)],
		async start() {
			const turn = () => {
				running = keepUp()
					.catch((error: unknown) => context.log(`dynamodb: upkeep failed: ${String(error)}`))
					.finally(() => {
						if (timer) timer = setTimeout(turn, upkeepInterval).unref();
					});
			};
			timer = setTimeout(turn, upkeepInterval).unref();
		},
		async stop() {
			clearTimeout(timer);
			timer = undefined;
			await running;
			await database.close();
		},
	};
}

async function handle(engine: Engine, request: AwsRequest): Promise<AwsResponse> {
	const target = request.target ?? "";
	const operation = Object.hasOwn(operations, target) ? operations[target] : undefined;
	if (!operation)
		throw new AwsError(
			"UnknownOperationException",
			`The local cloud does not simulate ${target || "a call without X-Amz-Target"}; use a real account for it`,
		);
	const call = {
		operation: target.slice(target.indexOf(".") + 1),
		input: readBody(request.body),
		caller: request.caller,
	};
	await strikeFaults(engine, call);
	const body = JSON.stringify(await operation(engine, call));
	return {
		status: 200,
		headers: {
			"content-type": "application/x-amz-json-1.0",
			"x-amzn-requestid": request.requestId,
			"x-amz-crc32": String(crc32(body)),
		},
		body,
	};
}
