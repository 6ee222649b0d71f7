import type { AwsRequest } from "../service.ts";
import { refuse } from "./refuse.ts";

/** Headers and query parameters that belong to signing, tracing or transport and change no outcome. */
const passedOver = new Set([
	"x-amz-date",
	"x-amz-content-sha256",
	"x-amz-security-token",
	"x-amz-user-agent",
	"x-amz-algorithm",
	"x-amz-credential",
	"x-amz-expires",
	"x-amz-signedheaders",
	"x-amz-signature",
	"x-id",
]);

/** Other headers that would change the outcome: they must be read by the operation, or are refused. */
const weighty = [
	"if-match",
	"if-none-match",
	"if-modified-since",
	"if-unmodified-since",
	"range",
	"content-md5",
];

/**
 * One S3 request: bucket, key, and its parameters and headers, each noted when it is read.
 * `x-amz-*` parameters of a presigned URL count as the headers that they stand for.
 */
export class Ask {
	readonly request: AwsRequest;
	/** Empty for the service itself. */
	readonly bucket: string;
	/** Decoded; empty for the bucket itself. */
	readonly key: string;
	readonly #headers = new Map<string, string>();
	readonly #query = new Map<string, string>();
	readonly #read = new Set<string>();

	constructor(request: AwsRequest) {
		this.request = request;
		const [, bucket = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(request.path) ?? [];
		this.bucket = decode(bucket);
		this.key = decode(key);
		for (const [name, value] of Object.entries(request.headers)) this.#headers.set(name.toLowerCase(), value);
		for (const [name, value] of request.query) {
			const lower = name.toLowerCase();
			if (lower.startsWith("x-amz-")) this.#headers.set(lower, value);
			else if (this.#query.has(name)) throw refuse.argument(`the parameter ${name} stands twice`);
			else this.#query.set(name, value);
		}
		if (Buffer.byteLength(this.key) > 1024 || this.key.includes("\0"))
			throw refuse.argument("a key takes 1 to 1,024 bytes of UTF-8 and no NUL");
	}

	header(name: string): string | undefined {
		this.#read.add(name);
		return this.#headers.get(name);
	}

	/** Whether it is there, without counting as read. */
	hasHeader(name: string): boolean {
		return this.#headers.has(name);
	}

	/** Headers that begin with a prefix, by the rest of their name. */
	headers(prefix: string): Record<string, string> {
		const found: Record<string, string> = {};
		for (const [name, value] of this.#headers) {
			if (!name.startsWith(prefix)) continue;
			this.#read.add(name);
			found[name.slice(prefix.length)] = value;
		}
		return found;
	}

	parameter(name: string): string | undefined {
		this.#read.add(`?${name}`);
		return this.#query.get(name);
	}

	hasParameter(name: string): boolean {
		return this.#query.has(name);
	}

	wholeParameter(name: string, least: number, most: number): number | undefined {
		const text = this.parameter(name);
		if (text === undefined) return undefined;
		const value = Number(text);
		if (!/^\d+$/.test(text) || value < least || value > most)
			throw refuse.argument(`${name} takes a whole number from ${least} to ${most}`);
		return value;
	}

	flagHeader(name: string): boolean {
		const value = this.header(name);
		if (value === undefined) return false;
		if (/^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
		throw refuse.argument(`${name} takes true or false`);
	}

	/** Ends the reading: a parameter or header that the operation did not read is refused by name. */
	end(operation: string): void {
		for (const name of this.#query.keys())
			if (!this.#read.has(`?${name}`) && !passedOver.has(name))
				throw refuse.notImplemented(`${operation}: the parameter ${name} is not honoured by the local cloud`);
		for (const name of this.#headers.keys()) {
			const counts = name.startsWith("x-amz-") || weighty.includes(name);
			if (counts && !this.#read.has(name) && !passedOver.has(name))
				throw refuse.notImplemented(`${operation}: the header ${name} is not honoured by the local cloud`);
		}
	}
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		throw refuse.argument("the path is not percent-encoded UTF-8");
	}
}
