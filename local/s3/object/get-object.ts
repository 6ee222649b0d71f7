import type { AwsResponse } from "../../service.ts";
import type { Ask } from "../ask.ts";
import type { Bucket } from "../bucket/bucket.ts";
import type { Desk, Operation } from "../desk.ts";
import { encryptionHeaders, guardKey } from "../encryption.ts";
import { bucketOf, guard, mayDo } from "../guard.ts";
import { refuse } from "../refuse.ts";
import { errorBody } from "../reply.ts";
import { lockHeaders } from "./lock.ts";
import { checksumHeaders, versionHeader } from "./put-object.ts";
import { readRange } from "./range.ts";
import type { Version } from "./version.ts";

/** `GetObject` and, with the same answer but for the bytes, `HeadObject`. */
export const getObject: Operation = async (desk, ask, operation) => {
	const { context } = desk;
	const bucket = bucketOf(desk, ask);
	const { caller, method } = ask.request;
	const versionId = ask.parameter("versionId");
	const range = ask.header("range");
	const conditions = readConditions(ask);
	const withChecksum = ask.header("x-amz-checksum-mode")?.toUpperCase() === "ENABLED";
	const overrides = readOverrides(ask);
	ask.end(operation);
	const asking = { caller, operation };
	const action = versionId === undefined ? "GetObject" : "GetObjectVersion";
	guard(context, bucket, ask.key, action, asking, { "s3:VersionId": versionId });
	const version = await desk.versions.find(bucket.name, ask.key, versionId);
	const present = version && !version.marker ? version : undefined;
	if (!present) return absent(desk, bucket, ask, operation, version, versionId);
	const unmet = unmetCondition(present, conditions);
	if (unmet === "not-modified")
		return { status: 304, headers: { etag: present.etag, ...versionHeader(present) }, body: "" };
	if (unmet) throw refuse.precondition(unmet);
	// A HEAD decrypts nothing, unless it asks for the checksum (API reference, HeadObject).
	if (method === "GET" || withChecksum) {
		await guardKey(context, { bucket: bucket.name, key: ask.key }, present.encryption, "kms:Decrypt", caller);
	}
	const part = range === undefined ? undefined : readRange(range, present.size);
	const [from, to] = part ?? [0, present.size - 1];
	const headers = {
		...described(present),
		...lockHeaders(present, {
			retention: mayDo(context, bucket, ask.key, "GetObjectRetention", asking),
			hold: mayDo(context, bucket, ask.key, "GetObjectLegalHold", asking),
		}),
		// A checksum of the whole would not fit a part.
		...(withChecksum && !part ? checksumHeaders(present) : {}),
		...(part ? { "content-range": `bytes ${from}-${to}/${present.size}` } : {}),
		...overrides,
		"content-length": String(to - from + 1),
	};
	const body = method === "HEAD" || !present.file ? "" : await desk.bytes.read(present.file, from, to);
	return { status: part ? 206 : 200, headers, body };
};

function described(version: Version): Record<string, string> {
	const tags = Object.keys(version.tags).length;
	return {
		...version.headers,
		...Object.fromEntries(
			Object.entries(version.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]),
		),
		etag: version.etag,
		"last-modified": new Date(version.lastModified).toUTCString(),
		"accept-ranges": "bytes",
		...versionHeader(version),
		...encryptionHeaders(version.encryption),
		...(tags > 0 ? { "x-amz-tagging-count": String(tags) } : {}),
	};
}

/** Nothing there: who may not list the bucket does not learn whether the key exists. */
function absent(
	{ context }: Desk,
	bucket: Bucket,
	ask: Ask,
	operation: string,
	marker: Version | undefined,
	versionId: string | undefined,
): AwsResponse {
	const asking = { caller: ask.request.caller, operation };
	if (!mayDo(context, bucket, undefined, "ListBucket", asking, { "s3:prefix": ask.key }))
		throw refuse.accessDenied("Access Denied");
	if (!marker) throw refuse.noKey(ask.key);
	const named = versionId !== undefined;
	const headers = {
		"content-type": "application/xml",
		"x-amz-delete-marker": "true",
		"x-amz-version-id": marker.versionId,
		...(named ? { "last-modified": new Date(marker.lastModified).toUTCString(), allow: "DELETE" } : {}),
	};
	const body = named
		? errorBody("MethodNotAllowed", "The specified method is not allowed against this resource.", ask.request)
		: errorBody("NoSuchKey", "The specified key does not exist.", ask.request);
	return { status: named ? 405 : 404, headers, body: ask.request.method === "HEAD" ? "" : body };
}

interface ReadConditions {
	ifMatch: string | undefined;
	ifNoneMatch: string | undefined;
	modifiedSince: number;
	unmodifiedSince: number;
}

const readConditions = (ask: Ask): ReadConditions => ({
	ifMatch: ask.header("if-match"),
	ifNoneMatch: ask.header("if-none-match"),
	modifiedSince: Date.parse(ask.header("if-modified-since") ?? ""),
	unmodifiedSince: Date.parse(ask.header("if-unmodified-since") ?? ""),
});

/** RFC 9110, section 13.2.2: ETags win over dates. A date that cannot be read is passed over, as the RFC asks. */
function unmetCondition(version: Version, conditions: ReadConditions): string | undefined {
	const seconds = Math.floor(version.lastModified / 1000) * 1000;
	const { ifMatch, ifNoneMatch, modifiedSince, unmodifiedSince } = conditions;
	if (ifMatch !== undefined) {
		if (!etagFits(ifMatch, version.etag)) return "If-Match";
	} else if (seconds > unmodifiedSince) return "If-Unmodified-Since";
	if (ifNoneMatch !== undefined) return etagFits(ifNoneMatch, version.etag) ? "not-modified" : undefined;
	return seconds <= modifiedSince ? "not-modified" : undefined;
}

const etagFits = (wanted: string, etag: string) =>
	wanted.trim() === "*" ||
	wanted
		.split(",")
		.some((one) => one.trim().replace(/^W\//, "").replaceAll('"', "") === etag.replaceAll('"', ""));

const overridable = [
	"cache-control",
	"content-disposition",
	"content-encoding",
	"content-language",
	"content-type",
	"expires",
];

/** `response-*` parameters; every request here is signed, as they demand. */
function readOverrides(ask: Ask): Record<string, string> {
	const overrides: Record<string, string> = {};
	for (const name of overridable) {
		const value = ask.parameter(`response-${name}`);
		if (value === undefined) continue;
		if (/\p{Cc}/u.test(value)) throw refuse.argument(`response-${name} holds control characters`);
		overrides[name] = value;
	}
	return overrides;
}
