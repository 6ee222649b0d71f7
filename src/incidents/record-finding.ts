import { AuditTrailError } from "../errors.ts";
import type { TenantId } from "../ledger/identifiers.ts";
import { type AlertTopic, openedAlert } from "./alert.ts";
import { type Contribution, mergeContributions, total } from "./contribution.ts";
import { EVENTS_KEPT, type Incident } from "./incident.ts";
import { incidentId } from "./incident-id.ts";
import type { IncidentStore } from "./incident-store.ts";
import type { OwedAlerts } from "./owed-alerts.ts";
import type { SealedValue } from "./sealed-value.ts";
import type { Severity } from "./severity.ts";
import { isClosed } from "./status.ts";

/** Something that a rule, the tamper watch or a verification found. */
export interface Finding {
	tenant: TenantId;
	rule: string;
	severity: Severity;
	/** Token of the group's values; the same values, the same token. */
	group: string;
	/** The group's values, sealed; asked for only when an incident is opened. */
	values(): Promise<SealedValue[]>;
	/**
	 * What was found in events that occurred later than `after` (absent: in all); no contribution when that is not
	 * enough. A function of what is stored, never of this delivery alone, and never less than what it gave before.
	 */
	evidence(after: number | undefined): {
		contributions: Contribution[];
		/** References of some of the events. */
		events: string[];
	};
	/**
	 * What found it and will find it again until this function has returned, e.g. `detect:3.17` for a segment that
	 * is delivered until it is done. The one that opens an incident owes its alert.
	 */
	source: string;
}

type Found = ReturnType<Finding["evidence"]>;

export interface FindingPorts {
	incidents: IncidentStore;
	alerts: AlertTopic;
	/** Milliseconds since 1970. */
	now(): number;
	/** Prefix of `/v1` in links. */
	publicUrl: string;
	/** Where alerts are noted while they are owed; a source that comes again for ever needs no such note. */
	owed?: OwedAlerts;
}

/** Another worker may always have written first; so many times in a row is no coincidence any more. */
const ATTEMPTS = 50;

/** An alert that its source has owed for so long is published by whoever comes by. */
export const OVERDUE = 60_000;

/**
 * Opens the incident of a finding, or brings the open one up to date, and sees that its alert goes out.
 *
 * May be repeated and may run at the same time elsewhere: ids are derived, counts are set and not added to, writes
 * are conditional. Order of writes: the note of what is owed; the incident with `alert: pending`; the alert;
 * `published`; the note goes. A crash before the alert is mended when the source finds it again, or by
 * `publishOwed` if the source never comes again; a crash after it publishes the same alert id again, which
 * receivers know. After it returns, all of it is durable.
 *
 * @returns the incident, or `undefined` when the finding is not enough for one
 * @throws AuditTrailError from the stores; then repeat all of it
 */
export async function recordFinding(finding: Finding, ports: FindingPorts): Promise<Incident | undefined> {
	const { incidents, now } = ports;
	for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
		const { after, current } = await newest(finding, incidents);
		const found = finding.evidence(after);
		if (found.contributions.length === 0) return undefined;
		const next = current ? updated(current, found) : await opened(finding, found, after, now());
		if (!current) await ports.owed?.note(next.tenant, next.id, now());
		if (next !== current && (await incidents.put(next, current?.version)) === "conflict") continue;
		if (!current && after !== undefined)
			// Only a shortcut past the closed ones: a crash before this line makes the next search longer, not wrong.
			await incidents.setNewest(finding.tenant, finding.rule, finding.group, after);
		const { alert } = next;
		const owed =
			alert.state === "pending" && (alert.source === finding.source || now() - next.openedAt > OVERDUE);
		if (!owed) return next;
		await publishOpened(next, ports);
		return next;
	}
	throw new AuditTrailError("store-unavailable", "an incident changed faster than it could be written");
}

/** Publishes the alert of an incident that owes it, and notes that it is out. */
export async function publishOpened(incident: Incident, ports: FindingPorts): Promise<void> {
	const { tenant, id } = incident;
	await ports.alerts.publish(openedAlert(incident, ports.publicUrl));
	// Crash here: the alert is out, the incident says pending; whoever finds it publishes the same id again.
	await ports.incidents.markPublished(tenant, id, ports.now());
	await ports.owed?.settle(tenant, id);
}

/** Follows the closed incidents of a rule and group to the one that is open, or to the place of the next. */
async function newest(
	{ tenant, rule, group }: Finding,
	incidents: IncidentStore,
): Promise<{ after: number | undefined; current: Incident | undefined }> {
	let after = await incidents.newest(tenant, rule, group);
	for (;;) {
		const current = await incidents.get(tenant, incidentId(tenant, rule, group, after));
		if (!current || !isClosed(current.status) || current.closedAt === undefined) return { after, current };
		after = current.closedAt;
	}
}

async function opened(
	finding: Finding,
	found: Found,
	after: number | undefined,
	at: number,
): Promise<Incident> {
	const { tenant, rule, severity, group, source } = finding;
	return {
		tenant,
		id: incidentId(tenant, rule, group, after),
		rule,
		severity,
		status: "open",
		group,
		values: await finding.values(),
		...joined({ contributions: [], events: [] }, found),
		...(after !== undefined && { after }),
		openedAt: at,
		history: [],
		alert: { state: "pending", source },
		version: 1,
	};
}

/** The same object where the finding says nothing new. */
function updated(current: Incident, found: Found): Incident {
	const next = joined(current, found);
	const same =
		JSON.stringify([next.contributions, next.events]) ===
		JSON.stringify([current.contributions, current.events]);
	return same ? current : { ...current, ...next, version: current.version + 1 };
}

function joined(known: Found, found: Found) {
	const contributions = mergeContributions(known.contributions, found.contributions);
	const events = [...new Set([...known.events, ...found.events])].sort().slice(0, EVENTS_KEPT);
	return { contributions, ...total(contributions), events };
}
