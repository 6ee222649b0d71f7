import type { Operation } from "../desk.ts";
import { bucketOf, guard } from "../guard.ts";
import { refuse } from "../refuse.ts";
import { isoTime, xmlReply } from "../reply.ts";
import { commonPrefix, readListing } from "./listing.ts";
import type { Version } from "./version.ts";

/** All versions and delete markers, newest first for each key. */
export const listObjectVersions: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.parameter("versions");
	const listing = readListing(ask);
	const keyMarker = ask.parameter("key-marker") || undefined;
	const versionMarker = ask.parameter("version-id-marker") || undefined;
	ask.end(operation);
	if (versionMarker !== undefined && keyMarker === undefined)
		throw refuse.argument("A version-id marker cannot be specified without a key marker.");
	guard(
		desk.context,
		bucket,
		undefined,
		"ListBucketVersions",
		{ caller: ask.request.caller, operation },
		listing.conditions,
	);
	const { prefix, delimiter, max, encode } = listing;
	const found: { version: Version; latest: boolean }[] = [];
	const prefixes: string[] = [];
	let last: { key: string; versionId?: string } | undefined;
	let truncated = false;
	const full = () => found.length + prefixes.length === max;
	const take = (version: Version, latest: boolean): boolean => {
		if (full()) {
			truncated = max > 0;
			return false;
		}
		found.push({ version, latest });
		last = { key: version.key, versionId: version.versionId };
		return true;
	};
	if (keyMarker !== undefined && versionMarker !== undefined && keyMarker.startsWith(prefix)) {
		const versions = await desk.versions.of(bucket.name, keyMarker);
		const at = versions.findIndex((version) => version.versionId === versionMarker);
		for (const version of at < 0 ? [] : versions.slice(at + 1)) if (!take(version, false)) break;
	}
	if (!truncated)
		keys: for await (const versions of desk.versions.keys(bucket.name, prefix, keyMarker)) {
			const common = commonPrefix(versions[0].key, prefix, delimiter);
			if (common === undefined) {
				for (const [index, version] of versions.entries()) if (!take(version, index === 0)) break keys;
				continue;
			}
			if (common === prefixes.at(-1) || common === keyMarker) continue;
			if (full()) {
				truncated = max > 0;
				break;
			}
			prefixes.push(common);
			last = { key: common };
		}
	const owner = { ID: desk.context.account };
	const shown = ({ version, latest }: (typeof found)[number]) => ({
		Key: encode(version.key),
		VersionId: version.versionId,
		IsLatest: latest,
		LastModified: isoTime(version.lastModified),
	});
	return xmlReply("ListVersionsResult", {
		Name: bucket.name,
		Prefix: encode(prefix),
		KeyMarker: encode(keyMarker ?? ""),
		VersionIdMarker: versionMarker ?? "",
		Delimiter: delimiter === undefined ? undefined : encode(delimiter),
		MaxKeys: max,
		EncodingType: listing.encodingType,
		IsTruncated: truncated,
		NextKeyMarker: truncated && last ? encode(last.key) : undefined,
		NextVersionIdMarker: truncated ? last?.versionId : undefined,
		Version: found
			.filter(({ version }) => !version.marker)
			.map((entry) => ({
				...shown(entry),
				ETag: entry.version.etag,
				Size: entry.version.size,
				StorageClass: "STANDARD",
				Owner: owner,
			})),
		DeleteMarker: found
			.filter(({ version }) => version.marker)
			.map((entry) => ({ ...shown(entry), Owner: owner })),
		CommonPrefixes: prefixes.map((common) => ({ Prefix: encode(common) })),
	});
};
