import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Problem, Result } from "../client/node/result.ts";
import { AuditTrailError } from "../src/errors.ts";
import type { AuditEvent } from "../src/event/event.ts";
import { sshdMapper } from "../src/sources/sshd.ts";
import type { Call, Command } from "./command.ts";
import { Failure } from "./failure.ts";
import { producer } from "./producer.ts";
import { plural } from "./terminal/table.ts";
import { waitForConsumers } from "./wait-for-consumers.ts";

/** Maps one line of a log to events; keeps what it must remember of the lines before. */
type Mapper = (line: string) => AuditEvent[];
type MapperOptions = { year: number; zone: string };

const formats: Readonly<Record<string, (options: MapperOptions) => Mapper>> = { sshd: sshdMapper };

/** Events of one request; see `AUDIT_BUFFER_SIZE`. */
const DEFAULT_BATCH = 100;
/** The server takes 320 KB of event bytes with what it adds. */
const BATCH_BYTES = 240_000;

export const importFile: Command = {
	name: "import",
	summary: "maps the lines of a log to events and sends them",
	usage: ["--format sshd FILE [--year Y] [--tz Z] [--wait]"],
	options: {
		format: { value: "F", help: `form of the log: ${Object.keys(formats).join(", ")}` },
		year: {
			value: "Y",
			help: "year of the first line, where the log has none (default: of the file's last change)",
		},
		tz: { value: "Z", help: "zone of its times: IANA name, UTC (default) or +02:00" },
		wait: { help: "return once detection and tamper watch have passed the last event" },
		timeout: { value: "S", help: "longest time for --wait, in seconds (default 600)" },
	},
	notes:
		"The same lines give the same events under the same ids and keys: importing a file again changes nothing.\nLines that mean no event are counted as unmapped.",
	async run(call) {
		const [file, ...more] = call.args;
		const format = call.text("format") ?? "";
		if (file === undefined || more.length > 0) throw new Failure("import takes one file");
		const make = Object.hasOwn(formats, format) ? formats[format] : undefined;
		if (!make) throw new Failure(`--format takes ${Object.keys(formats).join(", ")}`);
		const year = call.number("year", 1970, 9999) ?? (await lastChange(file)).getUTCFullYear();
		const timeout = call.number("timeout", 1, 86_400) ?? 600;
		const mapper = refusing(() => make({ year, zone: call.text("tz") ?? "UTC" }));
		const sum = await importLines(call, file, format, mapper);
		if (call.flag("wait")) await waitForConsumers(call, sum.reached, timeout);
		const { reached: _, problem, ...counts } = sum;
		if (call.json) call.terminal.out(JSON.stringify({ file, format, year, ...counts }));
		else {
			call.terminal.out(
				`${plural(counts.lines, "line")}: ${plural(counts.events, "event")}, ${counts.unmapped.toLocaleString("en-US")} unmapped`,
			);
			call.terminal.out(
				`${counts.accepted.toLocaleString("en-US")} accepted, ${counts.duplicate} duplicate, ${counts.rejected} rejected`,
			);
		}
		if (problem)
			call.terminal.note(
				`The first rejected: ${problem.title ?? problem.code}${problem.detail ? `: ${problem.detail}` : ""}`,
			);
		return 0;
	},
};

interface Sum {
	lines: number;
	unmapped: number;
	events: number;
	accepted: number;
	duplicate: number;
	rejected: number;
	/** The last segment of each lane that took an event. */
	reached: Map<number, number>;
	/** Of the first rejected event. */
	problem?: Problem;
}

async function importLines(call: Call, file: string, format: string, mapper: Mapper): Promise<Sum> {
	const send = producer(call);
	const batchSize = bufferSize(call);
	const sum: Sum = {
		lines: 0,
		unmapped: 0,
		events: 0,
		accepted: 0,
		duplicate: 0,
		rejected: 0,
		reached: new Map(),
	};
	let batch: string[] = [];
	let bytes = 0;
	const flush = async () => {
		if (batch.length === 0) return;
		for (const result of await send(batch, batchKey(format, batch))) count(sum, result);
		batch = [];
		bytes = 0;
		call.terminal.progress(`${plural(sum.lines, "line")}, ${plural(sum.accepted, "event")} sealed …`);
	};
	for await (const line of linesOf(file)) {
		sum.lines++;
		const events = mapper(line);
		if (events.length === 0) sum.unmapped++;
		for (const event of events) {
			const json = JSON.stringify(event);
			const size = Buffer.byteLength(json);
			if (batch.length >= batchSize || bytes + size > BATCH_BYTES) await flush();
			batch.push(json);
			bytes += size;
			sum.events++;
		}
	}
	await flush();
	return sum;
}

function count(sum: Sum, result: Result): void {
	if (result.status === "failed")
		throw new Failure(`the import stopped after ${plural(sum.accepted, "event")}: ${result.error.message}`, {
			cause: result.error,
			mend: "Import the file again: what is sealed already is not sealed twice.",
		});
	sum[result.status]++;
	if (result.status === "rejected") sum.problem ??= result.problem;
	else if (result.receipt) {
		const { lane, seq } = result.receipt;
		sum.reached.set(lane, Math.max(seq, sum.reached.get(lane) ?? 0));
	}
}

/** Follows from the batch alone, so that another import of the same lines meets the first one's answers. */
const batchKey = (format: string, batch: readonly string[]): string =>
	`import-${format}-${createHash("sha256").update(batch.join("\n")).digest("hex").slice(0, 32)}`;

function bufferSize(call: Call): number {
	const text = call.environment["AUDIT_BUFFER_SIZE"];
	if (text === undefined || text === "") return DEFAULT_BATCH;
	const size = Number(text);
	if (!Number.isInteger(size) || size < 1 || size > 500)
		throw new Failure("AUDIT_BUFFER_SIZE must be a whole number from 1 to 500");
	return size;
}

async function lastChange(file: string): Promise<Date> {
	try {
		return (await stat(file)).mtime;
	} catch (cause) {
		throw new Failure(`${file} cannot be read`, { cause });
	}
}

async function* linesOf(file: string): AsyncGenerator<string> {
	const stream = createReadStream(file);
	try {
		for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }))
			if (line !== "") yield line;
	} catch (cause) {
		throw cause instanceof Failure || cause instanceof AuditTrailError
			? cause
			: new Failure(`${file} cannot be read`, { cause });
	} finally {
		stream.destroy();
	}
}

/** The mapper's refusal of an option, in the words of a command. */
function refusing<Made>(make: () => Made): Made {
	try {
		return make();
	} catch (cause) {
		if (cause instanceof AuditTrailError) throw new Failure(cause.message, { cause });
		throw cause;
	}
}
