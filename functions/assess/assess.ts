import { createHash } from "node:crypto";
import { type Assessment, assess } from "../../src/compliance/assessment.ts";
import type { IncidentEvidence, Period } from "../../src/compliance/evidence.ts";
import { canonicalJson } from "../../src/compliance/report/canonical-json.ts";
import { reportPage } from "../../src/compliance/report/page.ts";
import type { ReportObject, ReportRecord } from "../../src/compliance/report/report-record.ts";
import { AuditTrailError } from "../../src/errors.ts";
import type { TenantId } from "../../src/ledger/identifiers.ts";
import { beginWalk, type Walk, type WalkPorts, walkOn, withConsumers } from "./walk.ts";

/** Pages between two writes of the walk's position: what a crash costs at most is walking these again. */
const PAGES_PER_MARK = 25;

export interface AssessPorts extends WalkPorts {
	reports: {
		find(tenant: TenantId, report: string): Promise<ReportRecord | undefined>;
		update(record: ReportRecord): Promise<"stored" | "conflict">;
	};
	/** Incidents whose events occurred in the period. */
	incidents(tenant: TenantId, period: Period): Promise<IncidentEvidence[]>;
	objects: {
		put(key: string, bytes: Uint8Array, type: string): Promise<"stored" | "exists">;
		/** Bytes of the oldest version of a key. */
		first(key: string): Promise<Uint8Array | undefined>;
	};
	/** Puts the same message into the queue again, to go on in another invocation. */
	again(tenant: TenantId, report: string): Promise<void>;
	clock: { now(): number };
}

/**
 * Works on one report until it is ready or the time is up; then the queue calls again and it goes on where it was.
 * May be called any number of times for the same report, also at the same time: the registry's version decides,
 * and both would write the same bytes.
 * @param deadline milliseconds since 1970
 */
export async function assessReport(
	tenant: TenantId,
	report: string,
	ports: AssessPorts,
	deadline: number,
): Promise<"ready" | "continued" | "nothing"> {
	let record = await ports.reports.find(tenant, report);
	if (!record || record.state === "ready" || record.state === "failed") return "nothing";
	let walk: Walk = record.walk
		? { ...record.walk, done: record.walk.cursor.laneIndex >= record.walk.evidence.lanes.length }
		: await beginWalk(tenant, ports);
	if (!record.walk) record = await write(ports, { ...record, state: "running", walk: position(walk) });
	for (let pages = 1; !walk.done; pages++) {
		walk = await walkOn(tenant, record.period, walk, ports);
		const late = ports.clock.now() >= deadline;
		if (!walk.done && (late || pages % PAGES_PER_MARK === 0))
			record = await write(ports, { ...record, walk: position(walk) });
		if (!walk.done && late) {
			await ports.again(tenant, report);
			return "continued";
		}
	}
	await publish(record.walk?.complete ? record : await complete(record, walk, ports), ports);
	return "ready";
}

const position = ({ cursor, evidence }: Walk) => ({ cursor, evidence });

/**
 * Adds what is not in the ledger and fixes the evidence before anything is locked: a worker that takes over
 * renders these bytes, not what it would see later.
 */
async function complete(record: ReportRecord, walk: Walk, ports: AssessPorts): Promise<ReportRecord> {
	const counted = await withConsumers(record.tenant, walk.evidence, ports);
	const evidence = { ...counted, incidents: await ports.incidents(record.tenant, record.period) };
	return write(ports, { ...record, walk: { cursor: walk.cursor, evidence, complete: true } });
}

async function publish(record: ReportRecord, ports: AssessPorts): Promise<void> {
	const { walk, ...rest } = record;
	if (!walk) throw new AuditTrailError("internal", "a report is published from its evidence");
	const { tenant, framework, period, requestedAt } = record;
	const assessment = assess({ tenant, framework, period, asOf: requestedAt, evidence: walk.evidence });
	const objects = await Promise.all(
		renderings(assessment).map((rendering) => store(record, rendering, ports)),
	);
	const { integrity, score } = assessment;
	await write(ports, { ...rest, state: "ready", objects, headline: { integrity, score } });
}

const renderings = (assessment: Assessment) => [
	{ format: "json" as const, type: "application/json", text: canonicalJson(assessment) },
	{ format: "html" as const, type: "text/html; charset=utf-8", text: reportPage(assessment) },
];

async function store(
	record: ReportRecord,
	rendering: ReturnType<typeof renderings>[number],
	ports: AssessPorts,
): Promise<ReportObject> {
	const bytes = Buffer.from(rendering.text);
	const key = `${record.tenant}/${record.report}/report.${rendering.format}`;
	const sha256 = createHash("sha256").update(bytes).digest("hex");
	if ((await ports.objects.put(key, bytes, rendering.type)) === "exists") {
		// Written by an earlier attempt whose answer was lost: the same bytes, or somebody was here before us.
		const first = await ports.objects.first(key);
		if (!first || !bytes.equals(first))
			throw new AuditTrailError(
				"state-conflict",
				`another object lies where report ${record.report} belongs`,
			);
	}
	return { format: rendering.format, key, sha256, bytes: bytes.length };
}

/** Writes the register and gives the record with its new version; somebody else's write in between ends this attempt. */
async function write(ports: AssessPorts, record: ReportRecord): Promise<ReportRecord> {
	if ((await ports.reports.update(record)) === "conflict")
		throw new AuditTrailError("state-conflict", `report ${record.report} is being worked on elsewhere`);
	return { ...record, version: record.version + 1 };
}
