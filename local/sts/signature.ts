import { hash, type KeyObject, timingSafeEqual } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Caller } from "../service.ts";
import { canonicalRequest, scopeOf, sign, signingKey } from "./canonical-request.ts";
import type { Credential } from "./credentials.ts";
import { signatureRefusal } from "./signature-refusal.ts";
import { readSignedParts, type SignedParts, type SignedRequest } from "./signed-parts.ts";

/** A request whose signature holds. */
export interface Verified {
	caller: Caller;
	accessKeyId: string;
	/** Signing name of the service that was meant. */
	service: string;
	region: string;
	presigned: boolean;
	/** How the body stands: as it is, or in aws-chunked pieces that `decodeChunked` reads. */
	payload: Payload;
}

export type Payload =
	| { kind: "whole" }
	| { kind: "chunked"; trailer: boolean; signed: undefined }
	| { kind: "chunked"; trailer: boolean; signed: ChunkSigning };

/** What the signatures of the pieces are chained to. */
export interface ChunkSigning {
	key: KeyObject;
	time: string;
	scope: string;
	seed: string;
}

/** Where the request's clock may differ from ours: five minutes; S3 takes fifteen. */
const skew = 5 * 60_000;
const skewOfS3 = 15 * 60_000;

/**
 * Checks a request's SigV4 signature, in its header or its query (presigned), against the account's credentials.
 * Throws `AwsError` in the words of the service that it was signed for.
 */
export function verifySignature(
	request: SignedRequest,
	account: {
		findCredential(accessKeyId: string): Credential | undefined;
		clock: Clock;
		region: string;
	},
): Verified {
	const parts = readSignedParts(request);
	const { service, accessKeyId } = parts;
	const credential = account.findCredential(accessKeyId);
	if (!credential)
		throw signatureRefusal(service, "unknown-key", "The security token included in the request is invalid.");
	checkTime(parts, account.clock);
	if (parts.region !== account.region || parts.day !== parts.time.slice(0, 8))
		throw signatureRefusal(
			service,
			"mismatch",
			`Credential should be scoped to the region ${account.region} and the day of X-Amz-Date`,
		);
	for (const name of Object.keys(request.headers))
		if (name.startsWith("x-amz-") && !parts.signedHeaders.includes(name))
			throw signatureRefusal(
				service,
				"unsigned-header",
				`There were headers present in the request which were not signed: ${name}`,
			);
	const { payloadHash, chunked } = payloadOf(request, parts);
	const key = signingKey(credential.secretAccessKey, parts);
	const expected = sign(canonicalRequest(request, parts, payloadHash), parts, key);
	if (!sameText(expected, parts.signature))
		throw signatureRefusal(
			service,
			"mismatch",
			"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
		);
	if ((parts.sessionToken ?? "") !== (credential.sessionToken ?? ""))
		throw signatureRefusal(service, "wrong-token", "The security token included in the request is invalid.");
	if (credential.expiresAt !== undefined && account.clock.now() >= credential.expiresAt)
		throw signatureRefusal(service, "expired-token", "The security token included in the request is expired");
	const signing = { key, time: parts.time, scope: scopeOf(parts), seed: parts.signature };
	const payload: Payload = chunked
		? { kind: "chunked", trailer: chunked.trailer, signed: chunked.signed ? signing : undefined }
		: { kind: "whole" };
	return {
		caller: credential.caller,
		accessKeyId,
		service,
		region: parts.region,
		presigned: parts.expires !== undefined,
		payload,
	};
}

/**
 * A header's time must be near ours: the machine's, which its clients have, or the moved clock's, which functions
 * have. A presigned URL runs out by the moved clock.
 */
function checkTime(parts: SignedParts, clock: Clock): void {
	const text = parts.time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
	const signedAt = Date.parse(text);
	const now = clock.now();
	const allowed = parts.service === "s3" ? skewOfS3 : skew;
	if (parts.expires === undefined) {
		const apart = Math.min(Math.abs(signedAt - now), Math.abs(signedAt - (now - clock.offset)));
		if (Number.isNaN(signedAt) || apart > allowed)
			throw signatureRefusal(
				parts.service,
				"skewed",
				`Signature not yet current or expired: ${parts.time} against ${new Date(now).toISOString()}`,
			);
		return;
	}
	if (Number.isNaN(signedAt) || signedAt - now > allowed)
		throw signatureRefusal(parts.service, "expired-request", "Request is not yet valid");
	if (now >= signedAt + parts.expires * 1000)
		throw signatureRefusal(parts.service, "expired-request", "Request has expired");
}

const unsigned = "UNSIGNED-PAYLOAD";
const streaming: Readonly<Record<string, { signed: boolean; trailer: boolean }>> = {
	"STREAMING-UNSIGNED-PAYLOAD-TRAILER": { signed: false, trailer: true },
	"STREAMING-AWS4-HMAC-SHA256-PAYLOAD": { signed: true, trailer: false },
	"STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": { signed: true, trailer: true },
};

/** The last line of the canonical request; where it is a digest, the body is held against it. */
function payloadOf(
	request: SignedRequest,
	parts: SignedParts,
): { payloadHash: string; chunked?: { signed: boolean; trailer: boolean } } {
	const named = request.headers["x-amz-content-sha256"];
	const s3 = parts.service === "s3";
	if (s3 && named === undefined && parts.expires !== undefined) return { payloadHash: unsigned };
	if (s3 && named === unsigned) return { payloadHash: unsigned };
	if (named?.startsWith("STREAMING-")) {
		const chunked = streaming[named];
		if (!s3 || !chunked)
			throw signatureRefusal(parts.service, "unsupported", `the payload form ${named} is not honoured`);
		return { payloadHash: named, chunked };
	}
	if (s3 && named === undefined)
		throw signatureRefusal(
			parts.service,
			"malformed",
			"Missing required header for this request: x-amz-content-sha256",
		);
	const actual = hash("sha256", request.body);
	if (named !== undefined && named !== actual)
		throw signatureRefusal(
			parts.service,
			"body-mismatch",
			"The provided 'x-amz-content-sha256' header does not match what was computed.",
		);
	return { payloadHash: actual };
}

const sameText = (a: string, b: string): boolean =>
	a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
