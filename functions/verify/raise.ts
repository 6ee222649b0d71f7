import { groupToken } from "../../src/detection/identity.ts";
import { type FindingPorts, recordFinding } from "../../src/incidents/record-finding.ts";
import { sealGroup } from "../../src/incidents/seal-group.ts";
import type { Keyring } from "../../src/people/keyring.ts";
import type { Tampering } from "./verify.ts";

export interface RaisePorts extends FindingPorts {
	keyring: Pick<Keyring, "tokenKey" | "ownerKeys">;
	/** So many fresh random bytes. */
	random(length: number): Uint8Array;
}

/**
 * Opens an incident for a place that does not verify, or brings the open one up to date. It comes again with each
 * verification until the place is in order: a person who closes it before hears of it again.
 */
export async function raise({ tenant, rule, place, reason }: Tampering, ports: RaisePorts): Promise<void> {
	const group = [
		{ field: rule === "ledger-tampering" ? "segment" : "object", value: place, owner: undefined },
		{ field: "change", value: reason, owner: undefined },
	];
	const at = ports.now();
	await recordFinding(
		{
			tenant,
			rule,
			severity: "critical",
			group: groupToken(
				await ports.keyring.tokenKey(tenant),
				rule,
				group.map(({ value }) => value),
			),
			values: () => sealGroup(tenant, group, ports.keyring, ports.random),
			evidence: () => ({ contributions: [{ key: 0, count: 1, firstAt: at, lastAt: at }], events: [] }),
			source: `verify:${place}`,
		},
		ports,
	);
}
