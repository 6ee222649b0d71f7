import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { readBody } from "../http/read-body.ts";
import { AwsError, type AwsResponse, type LocalContext, type Service } from "../service.ts";
import { control, controlPrefix } from "./control.ts";
import { dispatch, type FindCredential } from "./dispatch.ts";
import { protocolOf } from "./protocol.ts";
import { renderError } from "./render-error.ts";
import { signedService } from "./signed-service.ts";

/** Bytes of one request's body; S3 takes whole objects. */
const largestBody = 20 * 1024 * 1024;
const largestObject = 256 * 1024 * 1024;

/** Answers AWS's wire protocols: checks the signature, finds the service, replies in its protocol. */
export function createFront(options: {
	context: LocalContext;
	services: readonly Service[];
	findCredential: FindCredential;
	/** Lets tests plant faults; see `control`. */
	token: string;
}): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
	const { context, services, findCredential, token } = options;
	const answer = async (incoming: IncomingMessage, requestId: string): Promise<AwsResponse | "lost"> => {
		const headers = flatHeaders(incoming);
		const url = incoming.url ?? "/";
		const method = incoming.method ?? "GET";
		const signed = signedService(url, headers);
		try {
			const body = await readBody(incoming, signed === "s3" ? largestObject : largestBody);
			if (!body) throw new AwsError("RequestEntityTooLarge", "the request's body is too large", 413);
			if (url.startsWith(controlPrefix))
				return control(context, token, { method, headers: incoming.headers, path: url, body });
			return await dispatch({ context, services, findCredential }, { method, url, headers, body, requestId });
		} catch (error) {
			const refusal = error instanceof AwsError ? error : unexpected(error, context);
			const protocol = url.startsWith(controlPrefix) ? "rest-json" : protocolOf(signed, headers);
			return renderError(refusal, protocol, requestId);
		}
	};
	return (incoming, outgoing) => {
		const requestId = randomUUID();
		answer(incoming, requestId).then(
			(response) => write(response, incoming, outgoing, requestId),
			// The caller went away while it was sending.
			() => outgoing.destroy(),
		);
	};
}

function write(
	response: AwsResponse | "lost",
	incoming: IncomingMessage,
	outgoing: ServerResponse,
	requestId: string,
): void {
	if (response === "lost") {
		incoming.socket.destroy();
		return;
	}
	const { status, headers, body } = response;
	outgoing.writeHead(status, { "x-amzn-RequestId": requestId, "x-amz-request-id": requestId, ...headers });
	if (incoming.method === "HEAD" || status === 204 || status === 304) outgoing.end();
	else if (body instanceof Readable) body.on("error", () => outgoing.destroy()).pipe(outgoing);
	else outgoing.end(body);
}

/** A defect of the local cloud itself: told to the person at the terminal, and to the caller as AWS would. */
function unexpected(error: unknown, context: LocalContext): AwsError {
	const where =
		error instanceof Error ? (error.stack?.split("\n").slice(0, 3).join(" ") ?? error.message) : "";
	context.log(`internal failure: ${where}`);
	return new AwsError("InternalFailure", "the local cloud failed; its terminal says where", 500);
}

/** Names in lower case; repeated ones joined by commas, as signatures see them. */
function flatHeaders(incoming: IncomingMessage): Record<string, string> {
	const flat: Record<string, string> = {};
	for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2) {
		const name = (incoming.rawHeaders[at] ?? "").toLowerCase();
		const value = incoming.rawHeaders[at + 1] ?? "";
		flat[name] = name in flat ? `${flat[name]},${value}` : value;
	}
	return flat;
}
