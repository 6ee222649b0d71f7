import { createSecretKey } from "node:crypto";
import { http } from "../../../functions/edge/http.ts";
import { logLines } from "../../../functions/edge/log.ts";
import type { TenantReads } from "../../../functions/query/ports.ts";
import { queryRoutes } from "../../../functions/query/routes.ts";
import type { ReportRecord } from "../../../src/compliance/report/report-record.ts";
import { AuditTrailError } from "../../../src/errors.ts";
import type { NormalisedEvent } from "../../../src/event/event.ts";
import type { Incident } from "../../../src/incidents/incident.ts";
import { lane, seq, type TenantId, tenantId } from "../../../src/ledger/identifiers.ts";
import type { SegmentItem } from "../../../src/ledger/segment-item.ts";
import type { Progress } from "../../../stores/watch.ts";
import { lambdaContext, requestEvent, type Sent } from "../edge/request-event.ts";

export const acme = tenantId("acme");
export const by = (role: string, tenant = "acme") => ({ tenant, role, credential: `${role}-1` });

export const event = (action: string, more: Partial<NormalisedEvent> = {}): NormalisedEvent => ({
	id: action,
	occurredAt: "2026-01-01T00:00:00.000Z",
	action,
	actor: { type: "user", id: "ada" },
	resource: { type: "host", id: "web-1" },
	outcome: "success",
	...more,
});

/** Keys of one tenant's incident values. */
export const tokenKey = createSecretKey(Buffer.alloc(32, 3));
export const ownerKey = createSecretKey(Buffer.alloc(32, 4));

/** A ledger in which a segment's body is its events in JSON. Each tenant has its own. */
export function openQuery() {
	const segments = new Map<string, SegmentItem[]>();
	const state = {
		now: Date.UTC(2026, 0, 2),
		incidents: [] as Incident[],
		reports: [] as ReportRecord[],
		objects: new Map<string, Uint8Array>(),
		progress: [] as Progress[],
		opened: 0,
		/** Milliseconds that opening a segment takes. */
		cost: 0,
	};
	const lines: string[] = [];
	const place = (tenant: string, number: number) => `${tenant}#${number}`;
	const append = (
		tenant: TenantId,
		number: number,
		events: NormalisedEvent[],
		receivedAt = 0,
	): SegmentItem => {
		const of = segments.get(place(tenant, number)) ?? [];
		const item: SegmentItem = {
			tenant,
			lane: lane(number),
			seq: seq(of.length),
			header: Buffer.from(String(receivedAt)),
			prevHash: Buffer.alloc(32),
			segmentHash: Buffer.alloc(32, of.length + 1),
			commitments: Buffer.alloc(32 * events.length),
			body: Buffer.from(JSON.stringify(events)),
		};
		segments.set(place(tenant, number), [...of, item]);
		return item;
	};
	const reads = (session: TenantId): TenantReads => {
		const mine = (tenant: TenantId, number: number) => {
			if (tenant !== session) throw new Error("the session of one tenant was asked for another's");
			return segments.get(place(tenant, number)) ?? [];
		};
		return {
			lanes: async (tenant) =>
				[...segments.keys()]
					.filter((key) => key.startsWith(`${tenant}#`))
					.map((key) => lane(Number(key.split("#")[1])))
					.sort((a, b) => a - b),
			ledger: {
				segments: async (tenant, number, from, limit) =>
					mine(tenant, number)
						.filter((item) => item.seq >= from)
						.slice(0, limit),
				last: async (tenant, number) => mine(tenant, number).at(-1),
			},
			progress: async () => state.progress,
			receivedAt: (item) => Number(Buffer.from(item.header).toString()),
			readEvents: async (item) => {
				state.opened++;
				state.now += state.cost;
				if (!item.body) return [];
				const text = Buffer.from(item.body).toString();
				if (text === "damaged") throw new AuditTrailError("ciphertext-invalid");
				return (JSON.parse(text) as NormalisedEvent[]).map((event, index) => ({
					ref: { lane: item.lane, seq: item.seq, index },
					receivedAt: Date.UTC(2026, 0, 1),
					event,
					erased: [],
					owners: {},
					tokens: {},
				}));
			},
			keyring: {
				tokenKey: async () => tokenKey,
				ownerKeys: async (_, ids) => ids.map((id) => (id === "gone" ? undefined : ownerKey)),
			},
			incidents: {
				get: async (tenant, id) => state.incidents.find((one) => one.tenant === tenant && one.id === id),
				list: async (tenant, from, limit = 100) => {
					const all = state.incidents.filter((one) => one.tenant === tenant && one.id > (from ?? ""));
					const incidents = all.slice(0, limit);
					const next = all.length > limit ? incidents.at(-1)?.id : undefined;
					return { incidents, ...(next === undefined ? {} : { next }) };
				},
			},
			reports: {
				find: async (tenant, id) => state.reports.find((one) => one.tenant === tenant && one.report === id),
				list: async (tenant, limit, before) =>
					state.reports
						.filter((one) => one.tenant === tenant && (before === undefined || one.report < before))
						.sort((a, b) => (a.report < b.report ? 1 : -1))
						.slice(0, limit),
			},
			object: async (key) => state.objects.get(key),
		};
	};
	const now = () => state.now;
	const handler = http(queryRoutes({ reads: async (tenant) => reads(tenant), now }), {
		clock: { now, sleep: async () => {} },
		log: logLines((line) => lines.push(line), now),
	});
	const send = async (sent: Sent) => {
		const answer = await handler(requestEvent(sent), lambdaContext());
		const json = answer.headers?.["Content-Type"]?.toString().includes("json")
			? JSON.parse(answer.body)
			: undefined;
		return { status: answer.statusCode, headers: answer.headers, body: answer.body, json };
	};
	const get = (path: string, query: Record<string, string> = {}, caller = by("auditor")) =>
		send({ method: "GET", path, query, caller });
	return { append, segments, state, lines, send, get, handler };
}
