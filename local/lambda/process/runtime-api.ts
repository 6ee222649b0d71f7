import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { failure, type Outcome } from "./outcome.ts";

export interface Invocation {
	requestId: string;
	functionArn: string;
	payload: string;
	/** Milliseconds that the handler has. */
	timeout: number;
	/** The clock of the local cloud, which the function's process shows too. */
	now(): number;
}

/** Lambda's limit for an answer. */
const largestAnswer = 6 * 1024 * 1024;
const version = "/2018-06-01/runtime";

/**
 * The server end of the Lambda Runtime API for one process: `next`, `response`, `error` and `init/error`.
 * It knows at most one invocation at a time.
 */
export class RuntimeApi {
	readonly #server: Server;
	#parked: ServerResponse | undefined;
	#current: { invocation: Invocation; delivered: boolean; end: (outcome: Outcome) => void } | undefined;
	/** What the process said when it could not start. */
	initError: Outcome | undefined;
	/** Called when the process takes the invocation: from then on its time runs. */
	onDelivered: (invocation: Invocation) => void = () => {};

	private constructor(server: Server) {
		this.#server = server;
	}

	static async listen(): Promise<RuntimeApi> {
		const server = createServer({ keepAlive: true, keepAliveTimeout: 0, requestTimeout: 0 });
		const api = new RuntimeApi(server);
		server.on("request", (request, response) => void api.#handle(request, response));
		await new Promise<void>((resolve, reject) => {
			server.once("error", reject);
			server.listen(0, "127.0.0.1", resolve);
		});
		return api;
	}

	/** `<host>:<port>`, as `AWS_LAMBDA_RUNTIME_API` says it. */
	get address(): string {
		return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	invoke(invocation: Invocation): Promise<Outcome> {
		return new Promise((resolve) => {
			this.#current = { invocation, delivered: false, end: resolve };
			this.#deliver();
		});
	}

	/** Whether the process took the invocation that is running. */
	get delivered(): boolean {
		return this.#current?.delivered ?? false;
	}

	/** Ends the running invocation from outside: the process died, or its time is over. */
	end(outcome: Outcome): void {
		const current = this.#current;
		this.#current = undefined;
		current?.end(outcome);
	}

	close(): void {
		this.#server.close();
		this.#server.closeAllConnections();
	}

	#deliver(): void {
		const current = this.#current;
		const response = this.#parked;
		if (!current || current.delivered || !response) return;
		this.#parked = undefined;
		current.delivered = true;
		const { invocation } = current;
		response.writeHead(200, {
			"Content-Type": "application/json",
			"Lambda-Runtime-Aws-Request-Id": invocation.requestId,
			"Lambda-Runtime-Deadline-Ms": String(invocation.now() + invocation.timeout),
			"Lambda-Runtime-Invoked-Function-Arn": invocation.functionArn,
			"Lambda-Runtime-Trace-Id": `Root=1-00000000-${invocation.requestId.replaceAll("-", "").slice(0, 24)};Sampled=0`,
		});
		response.end(invocation.payload);
		this.onDelivered(invocation);
	}

	async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const path = request.url ?? "";
		if (request.method === "GET" && path === `${version}/invocation/next`) {
			this.#parked = response;
			this.#deliver();
			return;
		}
		const match = /^\/2018-06-01\/runtime\/(?:invocation\/([^/]+)\/(response|error)|init\/(error))$/.exec(
			path,
		);
		if (request.method !== "POST" || !match) {
			response.writeHead(404).end();
			return;
		}
		const body = await readBody(request);
		const [, requestId, kind = "error"] = match;
		if (requestId === undefined) {
			this.initError = body.text === undefined ? tooLarge(body.size) : { payload: body.text, functionError };
			this.end(this.initError);
		} else if (requestId === this.#current?.invocation.requestId) {
			this.end(
				body.text === undefined
					? tooLarge(body.size)
					: { payload: body.text, ...(kind === "error" ? { functionError } : {}) },
			);
		}
		response.writeHead(202, { "Content-Type": "application/json" }).end('{"status":"OK"}');
	}
}

const functionError = "Unhandled" as const;

const tooLarge = (size: number) =>
	failure(
		"Function.ResponseSizeTooLarge",
		`Response payload size (${size} bytes) exceeded maximum allowed payload size (${largestAnswer} bytes).`,
	);

async function readBody(request: IncomingMessage): Promise<{ text: string | undefined; size: number }> {
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		for await (const chunk of request as AsyncIterable<Buffer>) {
			size += chunk.length;
			if (size <= largestAnswer) chunks.push(chunk);
		}
	} catch {
		// The process died while it answered; its exit ends the invocation.
	}
	return { text: size <= largestAnswer ? Buffer.concat(chunks).toString("utf8") : undefined, size };
}
