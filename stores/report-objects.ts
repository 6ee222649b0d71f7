import {
	GetObjectCommand,
	ListObjectVersionsCommand,
	NoSuchKey,
	PutObjectCommand,
	type S3Client,
	S3ServiceException,
} from "@aws-sdk/client-s3";
import { type HistoryEntry, oldestVersion } from "../src/compliance/report/history.ts";
import { storeError } from "./store-error.ts";

/**
 * The locked bucket of reports. Versions cannot be changed before their retention ends; what can happen is a
 * second version or a delete marker on top, and `versions` shows both. The oldest version is the report.
 */
export interface ReportObjects {
	/** Stores a new object under the bucket's default lock; `exists` when the key is taken. Retry is safe. */
	put(key: string, bytes: Uint8Array, type: string): Promise<"stored" | "exists">;
	/** Bytes of one version; of the current one where none is named. `undefined` where there is none. */
	get(key: string, version?: string): Promise<Uint8Array | undefined>;
	/** Bytes of the oldest version of a key: what was written first, whatever lies on top of it. */
	first(key: string): Promise<Uint8Array | undefined>;
	/** The history of all keys under a prefix, at most 1,000 entries a page. */
	versions(prefix: string, after?: string): Promise<{ versions: HistoryEntry[]; after: string | undefined }>;
}

export function reportObjects(s3: S3Client, bucket: string): ReportObjects {
	const objects: ReportObjects = {
		async first(key) {
			const { versions } = await objects.versions(key);
			const oldest = oldestVersion(versions, key);
			return oldest && (await objects.get(key, oldest.version));
		},
		async put(key, bytes, type) {
			try {
				await s3.send(
					new PutObjectCommand({
						Bucket: bucket,
						Key: key,
						Body: bytes,
						ContentType: type,
						// A report is written once: a second writer must find the first one's, never lie on top of it.
						IfNoneMatch: "*",
						ChecksumAlgorithm: "SHA256",
					}),
				);
				return "stored";
			} catch (cause) {
				if (cause instanceof S3ServiceException && cause.name === "PreconditionFailed") return "exists";
				throw storeError(cause);
			}
		},
		async get(key, version) {
			try {
				const { Body } = await s3.send(
					new GetObjectCommand({ Bucket: bucket, Key: key, ...(version && { VersionId: version }) }),
				);
				return await Body?.transformToByteArray();
			} catch (cause) {
				if (cause instanceof NoSuchKey) return undefined;
				throw storeError(cause);
			}
		},
		async versions(prefix, after) {
			const [keyMarker, versionMarker] = after?.split("\n") ?? [];
			try {
				const page = await s3.send(
					new ListObjectVersionsCommand({
						Bucket: bucket,
						Prefix: prefix,
						...(keyMarker && { KeyMarker: keyMarker }),
						...(versionMarker && { VersionIdMarker: versionMarker }),
					}),
				);
				const entry =
					(marker: boolean) =>
					(item: {
						Key?: string | undefined;
						VersionId?: string | undefined;
						LastModified?: Date | undefined;
					}) => ({
						key: item.Key ?? "",
						version: item.VersionId ?? "",
						marker,
						at: item.LastModified?.getTime() ?? 0,
					});
				return {
					versions: [
						...(page.Versions ?? []).map(entry(false)),
						...(page.DeleteMarkers ?? []).map(entry(true)),
					],
					after: page.IsTruncated ? `${page.NextKeyMarker}\n${page.NextVersionIdMarker ?? ""}` : undefined,
				};
			} catch (cause) {
				throw storeError(cause);
			}
		},
	};
	return objects;
}
