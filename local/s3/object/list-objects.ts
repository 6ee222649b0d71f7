import type { Operation } from "../desk.ts";
import { bucketOf, guard } from "../guard.ts";
import { refuse } from "../refuse.ts";
import { isoTime, xmlReply } from "../reply.ts";
import { commonPrefix, readListing } from "./listing.ts";

export const listObjectsV2: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.parameter("list-type");
	const listing = readListing(ask);
	const token = ask.parameter("continuation-token");
	const startAfter = ask.parameter("start-after");
	const owner = ask.parameter("fetch-owner") === "true";
	ask.end(operation);
	guard(
		desk.context,
		bucket,
		undefined,
		"ListBucket",
		{ caller: ask.request.caller, operation },
		listing.conditions,
	);
	const { prefix, delimiter, max, encode } = listing;
	const contents: Record<string, string | number | Record<string, string>>[] = [];
	const prefixes: string[] = [];
	let last: string | undefined;
	let truncated = false;
	for await (const [version] of desk.versions.keys(bucket.name, prefix, readToken(token) ?? startAfter)) {
		if (version.marker) continue;
		const common = commonPrefix(version.key, prefix, delimiter);
		// A common prefix that the page before ended with stands for all keys below it.
		if (common !== undefined && (common === prefixes.at(-1) || common === readToken(token))) continue;
		if (contents.length + prefixes.length === max) {
			truncated = max > 0;
			break;
		}
		last = common ?? version.key;
		if (common !== undefined) prefixes.push(common);
		else
			contents.push({
				Key: encode(version.key),
				LastModified: isoTime(version.lastModified),
				ETag: version.etag,
				...(version.checksum
					? { ChecksumAlgorithm: version.checksum.algorithm, ChecksumType: version.checksum.type }
					: {}),
				Size: version.size,
				...(owner ? { Owner: { ID: desk.context.account } } : {}),
				StorageClass: "STANDARD",
			});
	}
	return xmlReply("ListBucketResult", {
		Name: bucket.name,
		Prefix: encode(prefix),
		Delimiter: delimiter === undefined ? undefined : encode(delimiter),
		MaxKeys: max,
		EncodingType: listing.encodingType,
		KeyCount: contents.length + prefixes.length,
		IsTruncated: truncated,
		ContinuationToken: token,
		StartAfter: startAfter === undefined ? undefined : encode(startAfter),
		NextContinuationToken:
			truncated && last !== undefined ? Buffer.from(last).toString("base64url") : undefined,
		Contents: contents,
		CommonPrefixes: prefixes.map((common) => ({ Prefix: encode(common) })),
	});
};

function readToken(token: string | undefined): string | undefined {
	if (token === undefined) return undefined;
	const key = Buffer.from(token, "base64url").toString();
	if (key === "") throw refuse.argument("The continuation token provided is incorrect");
	return key;
}
