import type { Bucket, LifecycleRule } from "./bucket/bucket.ts";
import { type Desk, inTurn } from "./desk.ts";
import { abortUpload } from "./multipart/upload-operations.ts";
import { Uploads } from "./multipart/uploads.ts";
import { lockOf } from "./object/lock.ts";
import { addMarker, drop } from "./object/remove.ts";
import type { Version } from "./object/version.ts";

const DAY = 86_400_000;

/** A lifecycle action of so many days falls due at the next midnight UTC behind them (S3 user guide). */
export const isDue = (since: number, days: number, now: number): boolean =>
	now >= Math.ceil((since + days * DAY) / DAY) * DAY;

/**
 * Applies the lifecycle rules of all buckets once. A version under Object Lock stays, whatever a rule says;
 * in a versioned bucket the current version is hidden by a marker, not deleted.
 */
export async function applyLifecycle(desk: Desk): Promise<void> {
	for (const bucket of desk.buckets.all())
		for (const rule of bucket.lifecycle) {
			if (!rule.enabled) continue;
			await abortStale(desk, bucket, rule);
			for await (const [{ key }] of desk.versions.keys(bucket.name, rule.prefix))
				await inTurn(desk, bucket.name, key, () => expireKey(desk, bucket, key, rule));
		}
}

async function abortStale(
	desk: Desk,
	bucket: Bucket,
	{ prefix, abortUploadDays }: LifecycleRule,
): Promise<void> {
	if (abortUploadDays === undefined) return;
	const now = desk.context.clock.now();
	for (const upload of await new Uploads(desk.context.state).of(bucket.name, prefix))
		if (isDue(upload.startedAt, abortUploadDays, now)) await abortUpload(desk, upload);
}

async function expireKey(desk: Desk, bucket: Bucket, key: string, rule: LifecycleRule): Promise<void> {
	const now = desk.context.clock.now();
	const versions = await desk.versions.of(bucket.name, key);
	const [current, ...replaced] = versions;
	if (!current) return;
	await expireReplaced(desk, rule, current, replaced, now);
	if (
		!current.marker &&
		rule.expirationDays !== undefined &&
		isDue(current.lastModified, rule.expirationDays, now)
	) {
		if (bucket.versioning === undefined) await drop(desk, current);
		else await addMarker(desk, bucket, key, await desk.versions.of(bucket.name, key));
		return;
	}
	if (current.marker && rule.expiredMarkers && (await desk.versions.of(bucket.name, key)).length === 1)
		await drop(desk, current);
}

async function expireReplaced(
	desk: Desk,
	rule: LifecycleRule,
	current: Version,
	replaced: readonly Version[],
	now: number,
): Promise<void> {
	if (rule.noncurrentDays === undefined) return;
	for (const [index, version] of replaced.entries()) {
		// It was replaced when the next newer version came.
		const since = (replaced[index - 1] ?? current).lastModified;
		if (index < (rule.newerNoncurrent ?? 0) || !isDue(since, rule.noncurrentDays, now)) continue;
		if (lockOf(version, now) === undefined) await drop(desk, version);
	}
}
