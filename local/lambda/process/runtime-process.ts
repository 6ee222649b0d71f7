import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { LocalContext } from "../../service.ts";
import type { FunctionConfiguration } from "../function-configuration.ts";
import { functionEnvironment } from "./environment.ts";
import type { FunctionLog } from "./function-log.ts";
import { failure, type Outcome } from "./outcome.ts";
import { type Invocation, RuntimeApi } from "./runtime-api.ts";

/** Milliseconds that a process has to load its handler. Lambda gives 10 s; a busy machine may need more. */
const longestInit = 60_000;

/** One process of one function: an execution environment in Lambda's words. It serves one invocation at a time. */
export class RuntimeProcess {
	readonly revision: string;
	/** Offset of the clock that the process shows. */
	readonly offset: number;
	/** When it began, by the local cloud's clock; its credentials are as old. */
	readonly startedAt: number;
	/** Resolves when it is gone. */
	readonly gone: Promise<void>;
	#child: ChildProcess;
	#api: RuntimeApi;
	#alive = true;
	#timer: NodeJS.Timeout | undefined;
	/** It took an invocation before. */
	#served = false;
	#untaken = false;

	private constructor(child: ChildProcess, api: RuntimeApi, revision: string, clock: LocalContext["clock"]) {
		this.#child = child;
		this.#api = api;
		this.revision = revision;
		this.offset = clock.offset;
		this.startedAt = clock.now();
		this.#timer = setTimeout(() => this.#timeout("Init", longestInit), longestInit);
		api.onDelivered = ({ timeout, requestId }) => {
			this.#served = true;
			clearTimeout(this.#timer);
			this.#timer = setTimeout(() => this.#timeout(requestId, timeout), timeout);
		};
		this.gone = new Promise((resolve) => {
			const end = (reason: string) => {
				this.#alive = false;
				clearTimeout(this.#timer);
				this.#untaken = !api.delivered && !api.initError && this.#served;
				api.end(api.initError ?? failure("Runtime.ExitError", `Runtime exited with error: ${reason}`));
				api.close();
				resolve();
			};
			child.once("error", (error) => end(error.message));
			child.once("exit", (status, signal) => end(signal ? signalName(signal) : `exit status ${status}`));
		});
	}

	static async start(options: {
		context: LocalContext;
		configuration: FunctionConfiguration;
		taskRoot: string;
		log: FunctionLog;
	}): Promise<RuntimeProcess> {
		const { context, configuration, taskRoot, log } = options;
		const api = await RuntimeApi.listen();
		try {
			const { offset } = context.clock;
			const logStream = `${new Date(context.clock.now()).toISOString().slice(0, 10)}/[$LATEST]`;
			const env = await functionEnvironment(context, configuration, {
				taskRoot,
				runtimeApi: api.address,
				logStream,
			});
			const child = spawn(
				process.execPath,
				[
					`--max-old-space-size=${Math.floor(configuration.memorySize * 0.9)}`,
					...(offset === 0 ? [] : ["--import", movedClock(offset)]),
					join(import.meta.dirname, "bootstrap.ts"),
				],
				{ cwd: taskRoot, env, stdio: ["pipe", "pipe", "pipe"] },
			);
			log.copy(child.stdout);
			log.copy(child.stderr);
			// A pipe to a process that just died is no failure of this one.
			child.stdin.on("error", () => {});
			return new RuntimeProcess(child, api, configuration.revision, context.clock);
		} catch (error) {
			api.close();
			throw error;
		}
	}

	get alive(): boolean {
		return this.#alive;
	}

	/**
	 * Never rejects: failures of the function and of its process are outcomes. `undefined` when the process died of
	 * an earlier invocation before it took this one: it can be given to another.
	 */
	async invoke(invocation: Invocation): Promise<Outcome | undefined> {
		if (!this.#alive) return this.#api.initError;
		const outcome = await this.#api.invoke(invocation);
		clearTimeout(this.#timer);
		return this.#untaken ? undefined : outcome;
	}

	async stop(): Promise<void> {
		if (this.#alive) this.#child.kill("SIGKILL");
		await this.gone;
	}

	#timeout(requestId: string, milliseconds: number): void {
		const seconds = (milliseconds / 1000).toFixed(2);
		this.#api.end(
			failure("Sandbox.Timedout", `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`),
		);
		this.#alive = false;
		this.#child.kill("SIGKILL");
	}
}

const movedClock = (offset: number) =>
	`${pathToFileURL(join(import.meta.dirname, "moved-clock.ts")).href}?offset=${offset}`;

/** As Lambda names them: `signal: killed`. */
const signalName = (signal: string) =>
	`signal: ${{ SIGKILL: "killed", SIGABRT: "aborted", SIGSEGV: "segmentation fault" }[signal] ?? signal}`;
