import { AwsError, type AwsRequest, type AwsResponse, type LocalContext, type Service } from "../service.ts";
import { strike } from "../strike.ts";
import { Turns } from "../turns.ts";
import { AccessLog } from "./access-log.ts";
import { Ask } from "./ask.ts";
import { bucketPolicyProvider } from "./bucket/bucket-policy-provider.ts";
import { bucketProvider } from "./bucket/bucket-provider.ts";
import { Buckets } from "./bucket/buckets.ts";
import type { Desk } from "./desk.ts";
import { Housekeeping } from "./housekeeping.ts";
import { Bytes } from "./object/bytes.ts";
import { Versions } from "./object/versions.ts";
import { routeOf } from "./route.ts";

/** S3 of the local cloud: versions, Object Lock, conditional writes, checksums and policies, path-style. */
export async function createS3(context: LocalContext): Promise<Service> {
	const desk: Desk = {
		context,
		buckets: await Buckets.open(context.state),
		versions: new Versions(context.state),
		bytes: new Bytes(context.state.directory),
		turns: new Turns(),
	};
	const log = new AccessLog(desk);
	const housekeeping = new Housekeeping(desk, log);
	return {
		names: ["s3"],
		handle: (request) => handle(desk, log, request),
		resources: [bucketProvider(desk), bucketPolicyProvider(desk)],
		start: async () => housekeeping.start(),
		stop: () => housekeeping.stop(),
	};
}

async function handle(desk: Desk, log: AccessLog, request: AwsRequest): Promise<AwsResponse> {
	const startedAt = desk.context.clock.now();
	const ask = new Ask(request);
	const { name, run } = routeOf(ask);
	try {
		await strike(desk.context, "s3", name);
		const response = await run(desk, ask, name);
		await log.note(ask, name, startedAt, response.status, undefined);
		return response;
	} catch (error) {
		const refusal = error instanceof AwsError ? error : new AwsError("InternalError", String(error), 500);
		await log.note(ask, name, startedAt, refusal.status, refusal.code);
		throw error;
	}
}
