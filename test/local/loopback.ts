import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { onTestFinished } from "vitest";
import {
	AwsError,
	type AwsRequest,
	type AwsResponse,
	type Caller,
	type Service,
} from "../../local/service.ts";

export interface Loopback {
	url: string;
	/** Whom the next calls are made by; an administrator unless told otherwise. */
	caller: Caller;
	close(): Promise<void>;
}

/** Services on loopback: reads the protocol's headers as the front does, without checking signatures. */
export async function loopback(...services: Service[]): Promise<Loopback> {
	const own: Loopback = {
		url: "",
		caller: { kind: "administrator", arn: "arn:aws:iam::000000000000:user/administrator" },
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			for (const service of services) await service.stop?.();
		},
	};
	const server = createServer(async (incoming, outgoing) => {
		const scope = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)/.exec(
			`${incoming.headers.authorization ?? ""} ${decodeURIComponent(incoming.url ?? "")}`,
		)?.[1];
		const service = services.find(({ names }) => names.includes(scope ?? ""));
		const request = await read(incoming, scope ?? "", own.caller);
		try {
			if (!service) throw new AwsError("UnknownService", `${scope} is not served here`);
			await write(outgoing, await service.handle(request));
		} catch (error) {
			await write(outgoing, refusal(request, error));
		}
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	own.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	onTestFinished(own.close);
	return own;
}

async function read(incoming: IncomingMessage, service: string, caller: Caller): Promise<AwsRequest> {
	const pieces: Buffer[] = [];
	for await (const piece of incoming) pieces.push(piece as Buffer);
	const body = Buffer.concat(pieces);
	const [path = "/", search = ""] = (incoming.url ?? "/").split("?");
	const headers: Record<string, string> = {};
	for (const [header, value] of Object.entries(incoming.headers))
		if (value !== undefined) headers[header] = Array.isArray(value) ? value.join(",") : value;
	const target = headers["x-amz-target"];
	const form = headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
	const action = form ? new URLSearchParams(body.toString()).get("Action") : undefined;
	return {
		service,
		operation: target?.split(".")[1] ?? action ?? undefined,
		target,
		method: incoming.method ?? "GET",
		path,
		query: new URLSearchParams(search),
		headers,
		body,
		caller,
		requestId: randomUUID(),
	};
}

async function write(outgoing: ServerResponse, { status, headers, body }: AwsResponse): Promise<void> {
	outgoing.writeHead(status, headers);
	if (body instanceof Readable) {
		for await (const piece of body) outgoing.write(piece);
		outgoing.end();
	} else outgoing.end(body);
}

function refusal(request: AwsRequest, error: unknown): AwsResponse {
	const known = error instanceof AwsError ? error : new AwsError("InternalFailure", String(error), 500);
	if (!(error instanceof AwsError)) console.error(error);
	const { code, message, status, detail } = known;
	if (request.target !== undefined || request.service === "scheduler")
		return {
			status,
			headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-errortype": code },
			body: JSON.stringify({ __type: code, message, Message: message, ...detail }),
		};
	const inner = `<Code>${code}</Code><Message>${message.replace(/[<&]/g, "?")}</Message>`;
	return {
		status,
		headers: { "content-type": "application/xml" },
		body:
			request.service === "s3"
				? `<Error>${inner}</Error>`
				: `<ErrorResponse><Error><Type>Sender</Type>${inner}</Error></ErrorResponse>`,
	};
}
