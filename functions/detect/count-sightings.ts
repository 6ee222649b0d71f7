import {
	addToBucket,
	type Bucket,
	bucketNumber,
	emptyBucket,
	type Sighting,
} from "../../src/detection/bucket.ts";
import { type Cluster, clusters } from "../../src/detection/clusters.ts";
import type { WindowKey } from "../../src/detection/window-key.ts";
import { AuditTrailError } from "../../src/errors.ts";
import type { TenantId } from "../../src/ledger/identifiers.ts";
import type { StoredBucket } from "../../stores/watch.ts";
import type { DetectPorts } from "./ports.ts";

/**
 * How long a bucket stays after its last change, in milliseconds. Events that are delivered later than that are
 * judged without those that were seen before; what an incident has counted stays counted.
 */
const KEPT = 30 * 86_400_000;

/** Another worker may always have written first; so many times in a row is no coincidence any more. */
const ATTEMPTS = 50;

type Ports = Pick<DetectPorts, "watch" | "now">;

/**
 * Adds sightings to the buckets of their group and gives those buckets back with their surroundings, as they are
 * after the write. One read and one write for a group whose events lie close together, however many they are.
 *
 * Whichever of two workers reads last sees what both have written: each reads the surroundings again after its
 * own write. So events that fire together are seen together by at least one of them.
 */
export async function countSightings(
	tenant: TenantId,
	window: WindowKey,
	sightings: readonly Sighting[],
	ports: Ports,
): Promise<Bucket[]> {
	const byBucket = Map.groupBy(sightings, ({ at }) => bucketNumber(at, window.span));
	const found: Bucket[] = [];
	for (const cluster of clusters(byBucket.keys())) {
		const before = await ports.watch.buckets(tenant, window, cluster.from, cluster.to);
		const wrote = await writeCluster(tenant, window, cluster, byBucket, before, ports);
		found.push(...(wrote ? await ports.watch.buckets(tenant, window, cluster.from, cluster.to) : before));
	}
	// Long clusters that follow each other share their surroundings.
	return [...new Map(found.map((bucket) => [bucket.number, bucket])).values()];
}

async function writeCluster(
	tenant: TenantId,
	window: WindowKey,
	{ touched }: Cluster,
	byBucket: ReadonlyMap<number, readonly Sighting[]>,
	before: readonly StoredBucket[],
	{ watch, now }: Ports,
): Promise<boolean> {
	let wrote = false;
	for (const number of touched) {
		let stored = before.find((bucket) => bucket.number === number);
		for (let attempt = 0; ; attempt++) {
			if (attempt === ATTEMPTS)
				throw new AuditTrailError("store-unavailable", "a bucket changed faster than it could be written");
			const known = stored ?? emptyBucket(number);
			const next = addToBucket(known, byBucket.get(number) ?? [], window.span);
			if (next === known) break;
			const version = (stored?.version ?? 0) + 1;
			wrote = true;
			const bucket = { ...next, version };
			const outcome = await watch.putBucket(tenant, window, bucket, stored?.version, now() + KEPT);
			if (outcome === "stored") break;
			[stored] = await watch.buckets(tenant, window, number, number);
		}
	}
	return wrote;
}
