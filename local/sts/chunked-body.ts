import { createHmac, hash, timingSafeEqual } from "node:crypto";
import { AwsError } from "../service.ts";
import type { ChunkSigning, Payload } from "./signature.ts";
import { signatureRefusal } from "./signature-refusal.ts";

/** The content of an aws-chunked body, and the headers that follow it (`x-amz-checksum-…`). */
export interface ChunkedBody {
	body: Buffer;
	trailers: Record<string, string>;
}

const emptyDigest = hash("sha256", "");

/**
 * Reads a body in pieces `<hex size>[;chunk-signature=…]CRLF <bytes> CRLF`, ended by a piece of size 0 and, with
 * the `-TRAILER` forms, trailing headers (S3 API Reference, "Signature Calculations: Transfer Payload in Multiple
 * Chunks"). Where the pieces are signed, each signature is checked against the one before.
 */
export function decodeChunked(encoded: Buffer, payload: Extract<Payload, { kind: "chunked" }>): ChunkedBody {
	const reader = new LineReader(encoded);
	const pieces: Buffer[] = [];
	let previous = payload.signed?.seed ?? "";
	for (;;) {
		const head = /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(reader.line());
		if (!head?.[1]) throw incomplete();
		const size = Number.parseInt(head[1], 16);
		// The last piece of a body without trailer ends in an empty line, as every piece does.
		const piece = size > 0 || !payload.trailer ? reader.bytes(size) : Buffer.alloc(0);
		if (payload.signed) {
			previous = chainSignature(payload.signed, "AWS4-HMAC-SHA256-PAYLOAD", previous, [
				emptyDigest,
				hash("sha256", piece),
			]);
			check(previous, head[2]);
		}
		if (size === 0) break;
		pieces.push(piece);
	}
	const body = Buffer.concat(pieces);
	return { body, trailers: payload.trailer ? readTrailers(reader, payload.signed, previous) : {} };
}

function readTrailers(
	reader: LineReader,
	signed: ChunkSigning | undefined,
	previous: string,
): Record<string, string> {
	const trailers: Record<string, string> = {};
	let signature: string | undefined;
	for (let line = reader.line(); line !== ""; line = reader.line()) {
		const at = line.indexOf(":");
		if (at < 1) throw incomplete();
		const name = line.slice(0, at).toLowerCase();
		const value = line.slice(at + 1).trim();
		if (name === "x-amz-trailer-signature") signature = value;
		else trailers[name] = value;
	}
	if (signed) {
		const text = Object.entries(trailers)
			.map(([name, value]) => `${name}:${value}\n`)
			.join("");
		check(chainSignature(signed, "AWS4-HMAC-SHA256-TRAILER", previous, [hash("sha256", text)]), signature);
	}
	return trailers;
}

function chainSignature(signing: ChunkSigning, kind: string, previous: string, digests: string[]): string {
	const text = [kind, signing.time, signing.scope, previous, ...digests].join("\n");
	return createHmac("sha256", signing.key).update(text).digest("hex");
}

function check(expected: string, given: string | undefined): void {
	if (given?.length !== expected.length || !timingSafeEqual(Buffer.from(expected), Buffer.from(given)))
		throw signatureRefusal("s3", "mismatch", "The signature of a piece of the body does not match.");
}

class LineReader {
	#at = 0;
	readonly #bytes: Buffer;
	constructor(bytes: Buffer) {
		this.#bytes = bytes;
	}
	/** Up to CRLF; an absent end of the input reads as an empty line once, so that a missing last CRLF is borne. */
	line(): string {
		if (this.#at === this.#bytes.length) {
			this.#at += 1;
			return "";
		}
		const end = this.#bytes.indexOf("\r\n", this.#at, "latin1");
		if (end < 0 || this.#at > this.#bytes.length) throw incomplete();
		const line = this.#bytes.toString("latin1", this.#at, end);
		this.#at = end + 2;
		return line;
	}
	/** So many bytes and the CRLF behind them. */
	bytes(size: number): Buffer {
		const end = this.#at + size;
		if (this.#bytes.toString("latin1", end, end + 2) !== "\r\n") throw incomplete();
		const bytes = this.#bytes.subarray(this.#at, end);
		this.#at = end + 2;
		return bytes;
	}
}

const incomplete = (): AwsError =>
	new AwsError("IncompleteBody", "The request body terminated unexpectedly", 400);
