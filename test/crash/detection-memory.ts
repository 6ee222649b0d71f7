import { createSecretKey } from "node:crypto";
import type { WindowKey } from "../../src/detection/window-key.ts";
import type { Alert, AlertTopic } from "../../src/incidents/alert.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import type { IncidentStore } from "../../src/incidents/incident-store.ts";
import type { OwedAlerts } from "../../src/incidents/owed-alerts.ts";
import type { Lane, TenantId } from "../../src/ledger/identifiers.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import type { LedgerStore } from "../../stores/ledger.ts";
import type { Progress, StoredBucket, WatchStore } from "../../stores/watch.ts";
import type { Flaky } from "./flaky.ts";

const bucketKey = (tenant: TenantId, { rule, group, span }: WindowKey, bucket: number) =>
	`${tenant}#${rule}#${group}#${span}#${bucket}`;

/** What lasts when workers die: the tables and the topic. */
export class DetectionMemory {
	readonly segments = new Map<string, SegmentItem[]>();
	readonly marks = new Map<string, Progress>();
	readonly buckets = new Map<string, StoredBucket>();
	readonly incidents = new Map<string, Incident>();
	readonly newest = new Map<string, number>();
	readonly owed = new Map<string, { incident: string; at: number }>();
	readonly published: Alert[] = [];
	/** Off: writes are stored whatever their condition says (a deliberate defect). */
	conditions = true;

	lane(tenant: TenantId, lane: Lane): SegmentItem[] {
		const key = `${tenant}#${lane}`;
		const items = this.segments.get(key) ?? [];
		this.segments.set(key, items);
		return items;
	}

	ledger(flaky: Flaky): Pick<LedgerStore, "segments"> {
		return {
			segments: (tenant, lane, from, limit) =>
				flaky.read(() =>
					this.lane(tenant, lane)
						.filter((item) => item.seq >= from)
						.sort((a, b) => a.seq - b.seq)
						.slice(0, limit),
				),
		};
	}

	watch(flaky: Flaky): Pick<WatchStore, "progress" | "advance" | "buckets" | "putBucket"> {
		const markKey = (tenant: TenantId, { consumer, lane }: Pick<Progress, "consumer" | "lane">) =>
			`${tenant}#${consumer}#${lane}`;
		return {
			progress: (tenant, consumer, lane) =>
				flaky.read(() => this.marks.get(markKey(tenant, { consumer, lane }))),
			advance: (tenant, progress) =>
				flaky.write(() => {
					const key = markKey(tenant, progress);
					if ((this.marks.get(key)?.next ?? 0) <= progress.next) this.marks.set(key, progress);
				}),
			buckets: (tenant, window, from, to) =>
				flaky.read(() => {
					const found: StoredBucket[] = [];
					for (let bucket = from; bucket <= to; bucket++) {
						const stored = this.buckets.get(bucketKey(tenant, window, bucket));
						if (stored) found.push(stored);
					}
					return found;
				}),
			putBucket: (tenant, window, bucket, readVersion) =>
				flaky.write(() => {
					const key = bucketKey(tenant, window, bucket.number);
					if (this.conditions && this.buckets.get(key)?.version !== readVersion) return "conflict";
					this.buckets.set(key, structuredClone(bucket));
					return "stored";
				}),
		};
	}

	incidentStore(flaky: Flaky): IncidentStore {
		const key = (tenant: TenantId, id: string) => `${tenant}#${id}`;
		return {
			get: (tenant, id) => flaky.read(() => structuredClone(this.incidents.get(key(tenant, id)))),
			put: (incident, readVersion) =>
				flaky.write(() => {
					const place = key(incident.tenant, incident.id);
					if (this.conditions && this.incidents.get(place)?.version !== readVersion) return "conflict";
					this.incidents.set(place, structuredClone(incident));
					return "stored";
				}),
			markPublished: (tenant, id, at) =>
				flaky.write(() => {
					const incident = this.incidents.get(key(tenant, id));
					if (!incident) throw new Error("no incident to mark");
					incident.alert = { state: "published", at };
					incident.version++;
				}),
			newest: (tenant, rule, group) => flaky.read(() => this.newest.get(`${tenant}#${rule}#${group}`)),
			setNewest: (tenant, rule, group, after) =>
				flaky.write(() => {
					const place = `${tenant}#${rule}#${group}`;
					this.newest.set(place, Math.max(after, this.newest.get(place) ?? after));
				}),
			list: (tenant) =>
				flaky.read(() => ({
					incidents: [...this.incidents.values()].filter((incident) => incident.tenant === tenant),
				})),
		};
	}

	owedAlerts(flaky: Flaky): OwedAlerts {
		return {
			note: (tenant, incident, at) =>
				flaky.write(() => void this.owed.set(`${tenant}#${incident}`, { incident, at })),
			settle: (tenant, incident) => flaky.write(() => void this.owed.delete(`${tenant}#${incident}`)),
			all: (tenant) =>
				flaky.read(() =>
					[...this.owed].flatMap(([key, note]) => (key.startsWith(`${tenant}#`) ? [note] : [])),
				),
		};
	}

	topic(flaky: Flaky): AlertTopic {
		return { publish: (alert) => flaky.write(() => void this.published.push(alert)) };
	}
}

const key = createSecretKey(Buffer.alloc(32, 7));

/** One key for all: what is sealed here is looked at by nobody. */
export const oneKey = {
	tokenKey: async () => key,
	ownerKeys: async (_: TenantId, ids: readonly string[]) => ids.map(() => key),
};
