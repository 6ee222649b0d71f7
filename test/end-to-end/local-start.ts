import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

interface Endpoints {
	api: string;
	aws: string;
	region: string;
	keys: Record<string, string>;
	credentials: { accessKeyId: string; secretAccessKey: string };
	local: { token: string };
}

/** Two neighbouring free ports; `npm start` takes the second for AWS's protocols. */
async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	const port = typeof address === "object" && address ? address.port : 0;
	return port > 65_000 ? freePort() : port;
}

/** What `npm start` starts, in a process and a state directory of its own. */
export class LocalStart {
	readonly directory = mkdtempSync(join(tmpdir(), "audit-trail-"));
	readonly #environment: Record<string, string>;
	#process: ChildProcess | undefined;
	#port: number | undefined;

	constructor(environment: Record<string, string> = {}) {
		this.#environment = environment;
	}

	async start(): Promise<void> {
		this.#port ??= await freePort();
		const started = spawn(
			process.execPath,
			["bin/local.ts", "--no-sample", "--port", String(this.#port), "--state", this.directory],
			{ cwd: root, env: { ...process.env, ...this.#environment }, stdio: ["ignore", "pipe", "pipe"] },
		);
		this.#process = started;
		let said = "";
		await new Promise<void>((resolve, reject) => {
			const hear = (chunk: Buffer) => {
				said += chunk.toString();
				if (said.includes("Ctrl-C")) resolve();
			};
			started.stdout.on("data", hear);
			started.stderr.on("data", hear);
			started.on("exit", (code) => reject(new Error(`the local cloud ended with ${code}:\n${said}`)));
		});
	}

	/** As a power cut would. */
	async kill(): Promise<void> {
		const running = this.#process;
		if (!running || running.exitCode !== null || running.signalCode !== null) return;
		const ended = new Promise((resolve) => running.on("exit", resolve));
		running.kill("SIGKILL");
		await ended;
	}

	async stop(): Promise<void> {
		await this.kill();
		rmSync(this.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	}

	get endpoints(): Endpoints {
		// bin/local.ts writes it in this shape.
		return JSON.parse(readFileSync(join(this.directory, "endpoints.json"), "utf8")) as Endpoints;
	}

	/** Configuration for any AWS client, as the account's administrator. */
	get aws() {
		const { aws, region, credentials } = this.endpoints;
		return { endpoint: aws, region, credentials: { ...credentials } };
	}

	async call(
		role: string,
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {},
	) {
		const response = await fetch(`${this.endpoints.api}${path}`, {
			method,
			headers: {
				...(role === "" ? {} : { authorization: `Bearer ${this.endpoints.keys[role]}` }),
				...(body === undefined ? {} : { "content-type": "application/json" }),
				...headers,
			},
			...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
		});
		const text = await response.text();
		// Every answer of the API is JSON; a test that expects another shape fails on it.
		return {
			status: response.status,
			headers: response.headers,
			json: JSON.parse(text || "null") as Answer,
			text,
		};
	}

	/** Runs the shipped command line; gives its exit code and what it printed. */
	cli(...args: string[]): Promise<{ code: number; out: string; error: string }> {
		return new Promise((resolve) => {
			execFile(
				process.execPath,
				[join(root, "dist/cli.js"), ...args, "--state", this.directory],
				{ cwd: root, env: { PATH: process.env["PATH"] ?? "" }, maxBuffer: 1 << 26 },
				(error, out, errorText) =>
					resolve({
						code: typeof error?.code === "number" ? error.code : error ? -1 : 0,
						out,
						error: errorText,
					}),
			);
		});
	}

	async plant(fault: object): Promise<void> {
		const { aws, local } = this.endpoints;
		const response = await fetch(`${aws}/_local/faults`, {
			method: "POST",
			headers: { authorization: `Bearer ${local.token}` },
			body: JSON.stringify(fault),
		});
		if (!response.ok) throw new Error(await response.text());
	}
}

type Answer = { [name: string]: Answer } & string & number & Answer[];

/** Looks until there is something to see; the test's own time limit bounds it. */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
	for (;;) {
		const found = await look();
		if (found !== undefined) return found;
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
}
