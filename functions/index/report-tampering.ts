import { groupToken } from "../../src/detection/identity.ts";
import { recordFinding } from "../../src/incidents/record-finding.ts";
import { sealGroup } from "../../src/incidents/seal-group.ts";
import type { Lane, TenantId } from "../../src/ledger/identifiers.ts";
import type { IndexPorts } from "./ports.ts";

const RULE = "ledger-tampering";

export interface Tampering {
	tenant: TenantId;
	lane: Lane;
	/** The segment, or the first of several. */
	seq: number;
	/** What was done to it, for people to read. */
	change: string;
	/** Milliseconds since 1970 of the change, as far as it is known. */
	at: number;
}

/** Opens an incident that names the place. One for each place and kind of change, however often it is delivered. */
export async function reportTampering(found: Tampering, ports: IndexPorts): Promise<void> {
	const { tenant, lane, seq, change, at } = found;
	const group = [
		{ field: "segment", value: `${lane}.${seq}`, owner: undefined },
		{ field: "change", value: change, owner: undefined },
	];
	const incident = await recordFinding(
		{
			tenant,
			rule: RULE,
			severity: "critical",
			group: groupToken(
				await ports.keyring.tokenKey(tenant),
				RULE,
				group.map(({ value }) => value),
			),
			values: () => sealGroup(tenant, group, ports.keyring, ports.random),
			evidence: (after) => ({
				contributions:
					after === undefined || at > after ? [{ key: 0, count: 1, firstAt: at, lastAt: at }] : [],
				events: [],
			}),
			source: `index:${lane}.${seq}`,
		},
		ports,
	);
	ports.log("warn", {
		what: "tampering",
		tenant,
		lane,
		seq,
		rule: RULE,
		...(incident && { incident: incident.id }),
	});
}
