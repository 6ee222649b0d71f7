import { hash, randomBytes } from "node:crypto";
import { AwsError } from "../service.ts";
import type { Ask } from "./ask.ts";
import { checksumOf } from "./checksum/checksum.ts";
import type { Desk } from "./desk.ts";
import { guard } from "./guard.ts";
import { store } from "./object/store.ts";

const LINES = "s3-access-lines";

/**
 * Server access logs in the format of the S3 user guide: noted durably with each request to a bucket that is logged,
 * written in batches to its target bucket as `logging.s3.amazonaws.com`, whose right to do so that bucket's policy decides.
 */
export class AccessLog {
	readonly #desk: Desk;
	#count = 0;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	/** Keeps the line of one request, where its bucket is logged. */
	async note(ask: Ask, operation: string, startedAt: number, status: number, error: string | undefined) {
		const { context, buckets } = this.#desk;
		const bucket = buckets.find(ask.bucket);
		if (!bucket?.logging) return;
		const { request } = ask;
		const requester =
			request.caller.kind === "service" ? `svc:${request.caller.service}` : request.caller.arn;
		const uri = `${request.method} ${request.path} HTTP/1.1`;
		const fields = [
			context.account,
			bucket.name,
			`[${logTime(startedAt)}]`,
			"127.0.0.1",
			requester,
			request.requestId,
			`REST.${request.method}.${operation}`,
			ask.key === "" ? "-" : encodeURIComponent(ask.key),
			quoted(uri),
			String(status),
			error ?? "-",
			"-",
			"-",
			String(context.clock.now() - startedAt),
			"-",
			quoted("-"),
			quoted(request.headers["user-agent"] ?? "-"),
			request.query.get("versionId") ?? "-",
			request.requestId,
			"SigV4",
			"-",
			"AuthHeader",
			request.headers["host"] ?? "-",
			"-",
			"-",
			"-",
		];
		const place = `${bucket.name}\0${String(startedAt).padStart(15, "0")}\0${String(this.#count++).padStart(9, "0")}-${request.requestId}`;
		await context.state.collection<string>(LINES).put(place, fields.join(" "));
	}

	/** Writes what was noted; each line stands in exactly one log object, whenever the process dies. */
	async flush(): Promise<void> {
		const { context, buckets } = this.#desk;
		const noted = await context.state.collection<string>(LINES).list();
		const byBucket = Map.groupBy(noted, ([place]) => place.slice(0, place.indexOf("\0")));
		for (const [name, lines] of byBucket) {
			const source = buckets.find(name);
			const target = source?.logging && buckets.find(source.logging.bucket);
			const more = lines.map(([key]) => ({ collection: LINES, key, delete: true as const }));
			if (!source?.logging || !target) {
				await context.state.commit(more);
				continue;
			}
			const time = new Date(context.clock.now()).toISOString().slice(0, 19).replace(/[T:]/g, "-");
			const key = `${source.logging.prefix}${time}-${randomBytes(8).toString("hex").toUpperCase()}`;
			const bytes = Buffer.from(lines.map(([, line]) => `${line}\n`).join(""));
			try {
				guard(context, target, key, "PutObject", {
					caller: {
						kind: "service",
						service: "logging.s3.amazonaws.com",
						sourceArn: `arn:aws:s3:::${name}`,
					},
					operation: "PutObject",
				});
			} catch (error) {
				if (!(error instanceof AwsError)) throw error;
				context.log(`s3: the access log of ${name} may not be written to ${target.name}: ${error.message}`);
				await context.state.commit(more);
				continue;
			}
			await store(this.#desk, target, key, {
				size: bytes.length,
				etag: `"${hash("md5", bytes)}"`,
				checksum: {
					algorithm: "CRC64NVME",
					value: checksumOf("CRC64NVME", bytes),
					type: "FULL_OBJECT",
				},
				headers: { "content-type": "text/plain" },
				metadata: {},
				tags: {},
				encryption: { algorithm: "AES256" },
				write: () => this.#desk.bytes.write(bytes),
				more,
			});
		}
	}
}

const quoted = (text: string) => `"${text.replace(/["\\\p{Cc}]/gu, "?")}"`;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `06/Feb/2019:00:00:38 +0000` */
function logTime(milliseconds: number): string {
	const date = new Date(milliseconds);
	const two = (value: number) => String(value).padStart(2, "0");
	const day = `${two(date.getUTCDate())}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
	return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}
