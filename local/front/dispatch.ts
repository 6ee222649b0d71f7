import { AwsError, type AwsRequest, type AwsResponse, type LocalContext, type Service } from "../service.ts";
import type { Credential } from "../sts/credentials.ts";
import { verifySignature } from "../sts/signature.ts";
import { wholeRequest } from "../sts/whole-request.ts";
import { operationName } from "./operation-name.ts";

/** Whom an access key stands for. */
export type FindCredential = (accessKeyId: string) => Credential | undefined;

interface RawRequest {
	method: string;
	/** Path and query as they came. */
	url: string;
	headers: Record<string, string>;
	body: Buffer;
	requestId: string;
}

/** Hands a call to its service; `lost` when the fault of that name struck after the work was done. */
export async function dispatch(
	cloud: { context: LocalContext; services: readonly Service[]; findCredential: FindCredential },
	received: RawRequest,
): Promise<AwsResponse | "lost"> {
	const { context, services, findCredential } = cloud;
	const { clock, region } = context;
	const verified = verifySignature(received, { findCredential, clock, region });
	const raw = wholeRequest(received, verified.payload);
	const service = services.find(({ names }) => names.includes(verified.service));
	if (!service)
		throw new AwsError(
			"UnknownEndpoint",
			`the local cloud has no service "${verified.service}"; it has ${services.flatMap(({ names }) => names).join(", ")}`,
		);
	const [path = "/", query = ""] = split(raw.url);
	const target = raw.headers["x-amz-target"];
	const request: AwsRequest = {
		service: verified.service,
		operation: target === undefined ? formAction(raw) : target.slice(target.lastIndexOf(".") + 1),
		target,
		method: raw.method,
		path,
		query: new URLSearchParams(query),
		headers: raw.headers,
		body: raw.body,
		caller: verified.caller,
		requestId: raw.requestId,
	};
	const response = await service.handle(request);
	return context.faults.strike("reply-lost", verified.service, operationName(request)) ? "lost" : response;
}

function split(url: string): [string, string] {
	const at = url.indexOf("?");
	return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at + 1)];
}

/** The query protocol names its operation in the form. */
function formAction({ headers, body }: RawRequest): string | undefined {
	if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return undefined;
	return new URLSearchParams(body.toString("utf8")).get("Action") ?? undefined;
}
