import { type GroupSightings, groupSightings } from "../../src/detection/group-sightings.ts";
import { firing } from "../../src/detection/window.ts";
import { recordFinding } from "../../src/incidents/record-finding.ts";
import { sealGroup } from "../../src/incidents/seal-group.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import { countSightings } from "./count-sightings.ts";
import type { DetectPorts } from "./ports.ts";

/** Groups worked on at once: their items are different ones, and the stores' answers are what takes the time. */
const AT_ONCE = 8;

/**
 * Judges the events of one segment by the rules. When it returns, everything that follows from them is durable:
 * state, incidents, and the alerts that this segment owes. When it throws, do all of it again.
 */
export async function detectSegment(item: SegmentItem, ports: DetectPorts): Promise<void> {
	// Pruned: its events were judged when they came, or nobody can judge them any more.
	if (item.body === undefined) return;
	const events = await ports.readEvents(item);
	if (events.length === 0) return;
	const groups = groupSightings(ports.rules, events, await ports.keyring.tokenKey(item.tenant));
	for (let at = 0; at < groups.length; at += AT_ONCE)
		await Promise.all(groups.slice(at, at + AT_ONCE).map((group) => detectGroup(item, group, ports)));
}

async function detectGroup(item: SegmentItem, found: GroupSightings, ports: DetectPorts): Promise<void> {
	const { tenant, lane, seq } = item;
	const { rule, group, sightings } = found;
	const key = { rule: rule.id, group, span: rule.window.span };
	const buckets = await countSightings(tenant, key, sightings, ports);
	const incident = await recordFinding(
		{
			tenant,
			rule: rule.id,
			severity: rule.severity,
			group,
			values: () => sealGroup(tenant, found.values, ports.keyring, ports.random),
			evidence: (after) => {
				const { contributions, covers } = firing(buckets, rule.window, after);
				return { contributions, events: sightings.filter(({ at }) => covers(at)).map(({ ref }) => ref) };
			},
			source: `detect:${lane}.${seq}`,
		},
		ports,
	);
	if (incident)
		ports.log("info", {
			what: "finding",
			tenant,
			rule: rule.id,
			incident: incident.id,
			count: incident.count,
		});
}
