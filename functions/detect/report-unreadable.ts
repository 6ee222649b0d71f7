import { groupToken } from "../../src/detection/identity.ts";
import { recordFinding } from "../../src/incidents/record-finding.ts";
import { sealGroup } from "../../src/incidents/seal-group.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import type { DetectPorts } from "./ports.ts";

/** Stands for a rule file: no event can match it, for there is none to look at. */
const RULE = "segment-unreadable";

/** A segment whose events nobody can judge is an incident of its own: detection has a hole there. */
export async function reportUnreadable(item: SegmentItem, ports: DetectPorts): Promise<void> {
	const { tenant, lane, seq } = item;
	const place = [{ field: "segment", value: `${lane}.${seq}`, owner: undefined }];
	const at = ports.now();
	await recordFinding(
		{
			tenant,
			rule: RULE,
			severity: "high",
			group: groupToken(
				await ports.keyring.tokenKey(tenant),
				RULE,
				place.map(({ value }) => value),
			),
			values: () => sealGroup(tenant, place, ports.keyring, ports.random),
			evidence: (after) => ({
				// Once closed it stays closed: the segment will not become readable, nor less readable.
				contributions: after === undefined ? [{ key: seq, count: 1, firstAt: at, lastAt: at }] : [],
				events: [],
			}),
			source: `detect:${lane}.${seq}`,
		},
		ports,
	);
}
