import { hash } from "node:crypto";
import { AwsError } from "../../service.ts";
import type { Ask } from "../ask.ts";
import { refuse } from "../refuse.ts";
import {
	type Checksum,
	type ChecksumAlgorithm,
	checksumAlgorithms,
	checksumHeader,
	checksumOf,
} from "./checksum.ts";

export interface Payload {
	bytes: Buffer;
	/** What the sender gave and what fits the bytes. */
	checksum: Checksum | undefined;
	/** Whether the sender gave any digest of the bytes beyond the signature's: lock settings require one. */
	vouched: boolean;
}

/**
 * Takes a request's bytes out of their transfer form and checks every digest that came with them: the signature's
 * SHA-256, Content-MD5, and checksums in headers or in the trailer of `aws-chunked`.
 */
export function readPayload(ask: Ask): Payload {
	const { request } = ask;
	const declared = request.headers["x-amz-content-sha256"];
	const chunked = declared?.startsWith("STREAMING-") ?? false;
	if (chunked && declared !== "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
		throw refuse.notImplemented(
			`x-amz-content-sha256: ${declared} is not honoured by the local cloud; send the payload in one piece or with an unsigned trailer`,
		);
	const { bytes, trailer } = chunked ? unchunk(request.body) : { bytes: request.body, trailer: {} };
	if (declared && /^[0-9a-f]{64}$/i.test(declared) && hash("sha256", bytes) !== declared.toLowerCase())
		throw new AwsError(
			"XAmzContentSHA256Mismatch",
			"The provided 'x-amz-content-sha256' header does not match what was computed.",
		);
	checkLength(ask, bytes, chunked);
	const md5 = ask.header("content-md5");
	if (md5 !== undefined && md5 !== hash("md5", bytes, "base64"))
		throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.");
	const checksum = checkChecksum(ask, bytes, trailer, chunked);
	return { bytes, checksum, vouched: md5 !== undefined || checksum !== undefined };
}

function checkLength(ask: Ask, bytes: Buffer, chunked: boolean): void {
	const declared = ask.header("x-amz-decoded-content-length");
	if (chunked ? declared !== String(bytes.length) : declared !== undefined)
		throw new AwsError("IncompleteBody", "x-amz-decoded-content-length does not fit the bytes that came.");
}

function checkChecksum(
	ask: Ask,
	bytes: Buffer,
	trailer: Readonly<Record<string, string>>,
	chunked: boolean,
): Checksum | undefined {
	const announced = ask.header("x-amz-trailer");
	if ((announced !== undefined) !== chunked || (announced !== undefined && trailer[announced] === undefined))
		throw new AwsError("MalformedTrailerError", "x-amz-trailer and the trailer do not fit each other.");
	const named = ask.header("x-amz-sdk-checksum-algorithm");
	if (named !== undefined && !checksumAlgorithms.some((known) => known === named))
		throw refuse.notImplemented(`the checksum algorithm ${named} is not honoured by the local cloud`);
	const given: [ChecksumAlgorithm, string][] = [];
	for (const algorithm of checksumAlgorithms) {
		const name = checksumHeader(algorithm);
		const value = ask.header(name) ?? trailer[name];
		if (value !== undefined) given.push([algorithm, value]);
	}
	const [first, second] = given;
	if (second) throw refuse.request("Expecting a single x-amz-checksum- header.");
	if (!first) return undefined;
	const [algorithm, value] = first;
	if (named !== undefined && named !== algorithm)
		throw refuse.request("x-amz-sdk-checksum-algorithm names another checksum than the one that came.");
	if (checksumOf(algorithm, bytes) !== value)
		throw new AwsError("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
	return { algorithm, value, type: "FULL_OBJECT" };
}

/** Decodes `aws-chunked`: pieces with their length in hexadecimal, an empty one, then the trailer's lines. */
function unchunk(body: Buffer): { bytes: Buffer; trailer: Record<string, string> } {
	const pieces: Buffer[] = [];
	let at = 0;
	for (;;) {
		const end = body.indexOf("\r\n", at);
		const match = end < 0 ? null : /^([0-9a-f]{1,8})$/i.exec(body.toString("latin1", at, end));
		if (!match) throw incomplete();
		const length = Number.parseInt(match[1] ?? "", 16);
		at = end + 2;
		if (length === 0) break;
		if (body.toString("latin1", at + length, at + length + 2) !== "\r\n") throw incomplete();
		pieces.push(body.subarray(at, at + length));
		at += length + 2;
	}
	const trailer: Record<string, string> = {};
	for (const line of body.toString("latin1", at).split(/\r?\n/)) {
		const [name = "", value] = line.split(":", 2);
		if (value !== undefined) trailer[name.trim().toLowerCase()] = value.trim();
	}
	return { bytes: Buffer.concat(pieces), trailer };
}

const incomplete = () => new AwsError("IncompleteBody", "The aws-chunked body cannot be read to its end.");
