import type { AssessPorts } from "../../../functions/assess/assess.ts";
import type { IncidentEvidence } from "../../../src/compliance/evidence.ts";
import type { ReportRecord } from "../../../src/compliance/report/report-record.ts";
import { type Lane, lane, seq, tenantId } from "../../../src/ledger/identifiers.ts";
import type { ReadEvent } from "../../../src/ledger/read-event.ts";
import type { SegmentItem } from "../../../src/ledger/segment-item.ts";

export const tenant = tenantId("acme");
export const start = Date.UTC(2026, 10, 1);
export const minute = 60_000;

/** What a test says of one segment; the walk sees it through the same ports as the real ledger. */
export interface PlantedSegment {
	lane: number;
	seq: number;
	events: { at: number; action?: string; outcome?: "success" | "failure" | "denied" }[];
	/** Why its hashes do not hold, if they do not. */
	broken?: string;
	pruned?: boolean;
	unreadable?: Error;
}

const itemOf = (planted: PlantedSegment): SegmentItem => ({
	tenant,
	lane: lane(planted.lane),
	seq: seq(planted.seq),
	header: new Uint8Array(),
	prevHash: new Uint8Array(),
	segmentHash: Uint8Array.of(planted.lane, planted.seq),
	commitments: new Uint8Array(),
	body: planted.pruned ? undefined : new Uint8Array(1),
});

export const record = (over: Partial<ReportRecord> = {}): ReportRecord => ({
	tenant,
	report: "rep_01",
	framework: "soc2",
	period: { from: start, to: start + 30 * 24 * 60 * minute },
	state: "queued",
	requestedAt: start + 31 * 24 * 60 * minute,
	requestedBy: "schedule",
	version: 1,
	...over,
});

/** Stores in memory, with the promises of the real ones. `strike` may throw before or after a write. */
export class World {
	segments: PlantedSegment[] = [];
	incidentsFound: IncidentEvidence[] = [];
	passedTo = new Map<string, number>();
	records = new Map<string, ReportRecord>();
	objects = new Map<string, Uint8Array>();
	queue: string[] = [];
	now = start;
	strike: (place: string, when: "before" | "after") => void = () => {};
	/** A deliberate defect: objects are replaced in silence. */
	overwrite = false;

	async #write<T>(place: string, act: () => T): Promise<T> {
		this.strike(place, "before");
		const result = act();
		this.strike(place, "after");
		return result;
	}

	readonly ports: AssessPorts = {
		ledger: {
			segments: async (_, of, from, limit) => {
				this.now += 10;
				return this.#lane(of)
					.filter(({ seq }) => seq >= from)
					.slice(0, limit)
					.map(itemOf);
			},
			last: async (_, of) => this.#lane(of).map(itemOf).at(-1),
		},
		lanes: async () => [...new Set(this.segments.map(({ lane }) => lane))].sort((a, b) => a - b).map(lane),
		passed: async () => (consumer, of) => this.passedTo.get(`${consumer}#${of}`) ?? -1,
		check: (item, previous) => {
			const planted = this.#planted(item);
			return {
				events: planted.events.length,
				receivedAt: planted.events[0]?.at,
				hash: `${item.lane}.${item.seq}`,
				...(planted.broken !== undefined && { reason: planted.broken }),
				...(previous !== undefined &&
					previous !== `${item.lane}.${item.seq - 1}` && { reason: "not chained" }),
			};
		},
		readEvents: async (item) => {
			const planted = this.#planted(item);
			if (planted.unreadable) throw planted.unreadable;
			return planted.events.map(
				({ at, action = "record.read", outcome = "success" }, index): ReadEvent => ({
					ref: { lane: item.lane, seq: item.seq, index },
					receivedAt: at,
					event: {
						id: `${item.lane}-${item.seq}-${index}`,
						occurredAt: new Date(at).toISOString(),
						action,
						actor: { type: "user", id: "alice" },
						resource: { type: "app", id: "portal" },
						outcome,
					},
					erased: [],
					owners: {},
					tokens: {},
				}),
			);
		},
		reports: {
			find: async (_, report) => structuredClone(this.records.get(report)),
			update: (next) =>
				this.#write("update", () => {
					if (this.records.get(next.report)?.version !== next.version) return "conflict";
					this.records.set(next.report, structuredClone({ ...next, version: next.version + 1 }));
					return "stored";
				}),
		},
		incidents: async () => structuredClone(this.incidentsFound),
		objects: {
			put: (key, bytes) =>
				this.#write("put", () => {
					if (this.objects.has(key) && !this.overwrite) return "exists";
					this.objects.set(key, bytes);
					return "stored";
				}),
			first: async (key) => this.objects.get(key),
		},
		again: (_, report) => this.#write("again", () => void this.queue.push(report)),
		clock: { now: () => this.now },
	};

	#lane(of: Lane): PlantedSegment[] {
		return this.segments.filter(({ lane }) => lane === of).sort((a, b) => a.seq - b.seq);
	}

	#planted(item: SegmentItem): PlantedSegment {
		const planted = this.segments.find(({ lane, seq }) => lane === item.lane && seq === item.seq);
		if (!planted) throw new Error("the test asks for a segment that it did not plant");
		return planted;
	}

	/** Plants lanes of segments with one sign-in and one other event each. */
	plant(lanes: number, segments: number): this {
		for (let lane = 0; lane < lanes; lane++) {
			for (let seq = 0; seq < segments; seq++) {
				const at = start + seq * minute;
				this.segments.push({ lane, seq, events: [{ at, action: "user.login" }, { at: at + 1 }] });
			}
			this.passedTo.set(`detect#${lane}`, segments - 1).set(`index#${lane}`, segments - 1);
		}
		return this;
	}
}
