import type { IncomingMessage } from "node:http";
import { parseFault } from "../faults.ts";
import { AwsError, type AwsResponse, type LocalContext } from "../service.ts";

/** Where tests steer the local cloud: `/_local/…` beside AWS's own paths. */
export const controlPrefix = "/_local/";

/**
 * Plants and clears faults, moves the clock, tells how things stand. Whoever gives the token of `endpoints.json`
 * (readable by its owner only) as `Authorization: Bearer …` may.
 */
export function control(
	context: LocalContext,
	token: string,
	request: Pick<IncomingMessage, "method" | "headers"> & { path: string; body: Buffer },
): AwsResponse {
	if (request.headers.authorization !== `Bearer ${token}`)
		throw new AwsError("AccessDeniedException", "the token is `local.token` in endpoints.json", 403);
	switch (`${request.method} ${request.path.slice(controlPrefix.length)}`) {
		case "POST faults":
			for (const fault of [parse(request.body)].flat()) context.faults.plant(parseFault(fault));
			return status(context);
		case "DELETE faults":
			context.faults.clear();
			return status(context);
		case "POST clock": {
			const offset = (parse(request.body) as { offset?: unknown } | null)?.offset;
			if (typeof offset !== "number" || !Number.isSafeInteger(offset))
				throw new AwsError("ValidationError", "offset is a whole number of milliseconds");
			context.clock.move(offset);
			return status(context);
		}
		case "GET status":
			return status(context);
		default:
			throw new AwsError("ValidationError", `there is no ${request.method} ${request.path}`, 404);
	}
}

function status(context: LocalContext): AwsResponse {
	const { clock, region, account } = context;
	const body = { now: new Date(clock.now()).toISOString(), offset: clock.offset, region, account };
	return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function parse(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString("utf8"));
	} catch {
		throw new AwsError("ValidationError", "the body is not JSON");
	}
}
