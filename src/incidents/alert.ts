import type { Incident } from "./incident.ts";

/** What goes to the Alerts topic, as JSON. No value of an event stands in it: whoever may see them follows the link. */
export interface Alert {
	version: 1;
	/** Deduplication id: the same for every publication of the same alert. */
	alert: string;
	tenant: string;
	incident: string;
	rule: string;
	severity: string;
	status: string;
	count: number;
	/** RFC 3339 in UTC. */
	firstAt: string;
	lastAt: string;
	link: string;
}

/** Publishes alerts. A call that threw may have published all the same. */
export interface AlertTopic {
	publish(alert: Alert): Promise<void>;
}

/**
 * The alert that an incident was opened.
 * @param publicUrl prefix of `/v1`, with or without a slash at its end
 */
export const openedAlert = (incident: Incident, publicUrl: string): Alert => ({
	version: 1,
	alert: `${incident.id}.opened`,
	tenant: incident.tenant,
	incident: incident.id,
	rule: incident.rule,
	severity: incident.severity,
	status: incident.status,
	count: incident.count,
	firstAt: new Date(incident.firstAt).toISOString(),
	lastAt: new Date(incident.lastAt).toISOString(),
	link: `${publicUrl.replace(/\/$/, "")}/v1/incidents/${incident.id}`,
});
