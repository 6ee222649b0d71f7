import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { createIam, type Iam } from "../../../local/iam/create-iam.ts";
import { createKms } from "../../../local/kms/create-kms.ts";
import {
	AwsError,
	type AwsRequest,
	type AwsResponse,
	type LocalContext,
	type ResourceResult,
	type Service,
} from "../../../local/service.ts";
import { createSts, type Sts } from "../../../local/sts/create-sts.ts";
import { verifySignature } from "../../../local/sts/signature.ts";
import { kernelContext } from "../kernel-context.ts";

export interface KeyPair {
	accessKeyId: string;
	secretAccessKey: string;
	sessionToken?: string;
}

export interface Cloud {
	context: LocalContext & { directory: string };
	iam: Iam;
	sts: Sts;
	kms: Service;
	/** What any SDK client of that caller is made with. */
	client(credentials?: KeyPair): {
		endpoint: string;
		region: string;
		credentials: KeyPair;
		maxAttempts: number;
	};
	/** Deploys one resource, as a template would. */
	make(
		type: string,
		logicalId: string,
		properties: Record<string, unknown>,
		physicalId?: string,
	): Promise<ResourceResult>;
	remove(type: string, physicalId: string): Promise<void>;
}

/** IAM, STS and KMS over one state directory, behind a listener that verifies signatures. */
export async function cloud(over?: LocalContext & { directory: string }): Promise<Cloud> {
	const context = over ?? (await kernelContext());
	const iam = await createIam(context);
	context.authorize = iam.authorize;
	const sts = await createSts(context, iam.identities);
	const kms = await createKms(context, iam.identities);
	const services = [iam, sts, kms];
	const server = createServer(async (incoming, outgoing) => {
		let request: AwsRequest | undefined;
		let response: AwsResponse;
		try {
			request = await read(incoming, context, sts);
			const name = request.service;
			const service = services.find((each) => each.names.includes(name));
			if (!service) throw new AwsError("UnknownService", name);
			response = await service.handle(request);
		} catch (error) {
			response = refusal(incoming, error);
		}
		outgoing.writeHead(response.status, response.headers).end(response.body);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const { region, account } = context;
	const providers = new Map(services.flatMap((each) => each.resources).map((each) => [each.type, each]));
	return {
		context,
		iam,
		sts,
		kms,
		client: (credentials = sts.administratorCredentials()) => ({
			endpoint,
			region,
			credentials,
			maxAttempts: 1,
		}),
		make: async (type, logicalId, properties, physicalId) => {
			const provider = providers.get(type);
			if (!provider) throw new Error(`no provider of ${type}`);
			return provider.apply({ stack: "Test", logicalId, properties, physicalId, region, account });
		},
		remove: async (type, physicalId) => providers.get(type)?.remove?.({ logicalId: "", physicalId }),
	};
}

async function read(incoming: IncomingMessage, context: LocalContext, sts: Sts): Promise<AwsRequest> {
	const pieces: Buffer[] = [];
	for await (const piece of incoming) pieces.push(piece as Buffer);
	const body = Buffer.concat(pieces);
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(incoming.headers))
		if (value !== undefined) headers[name] = String(value);
	const { method = "", url = "" } = incoming;
	const { findCredential } = sts;
	const { clock, region } = context;
	const verified = verifySignature({ method, url, headers, body }, { findCredential, clock, region });
	const target = headers["x-amz-target"];
	return {
		service: verified.service,
		operation: target?.split(".")[1] ?? new URLSearchParams(body.toString()).get("Action") ?? undefined,
		target,
		method,
		path: url,
		query: new URLSearchParams(),
		headers,
		body,
		caller: verified.caller,
		requestId: randomUUID(),
	};
}

function refusal(incoming: IncomingMessage, error: unknown): AwsResponse {
	if (!(error instanceof AwsError)) console.error(error);
	const { code, message, status } =
		error instanceof AwsError ? error : new AwsError("InternalFailure", String(error), 500);
	if (incoming.headers["x-amz-target"])
		return {
			status,
			headers: { "content-type": "application/x-amz-json-1.1" },
			body: JSON.stringify({ __type: code, message }),
		};
	const text = message.replace(/&/g, "&amp;").replace(/</g, "&lt;");
	return {
		status,
		headers: { "content-type": "text/xml" },
		body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${text}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
	};
}
