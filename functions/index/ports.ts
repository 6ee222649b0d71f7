import type { OwedAlerts } from "../../src/incidents/owed-alerts.ts";
import type { FindingPorts } from "../../src/incidents/record-finding.ts";
import type { Keyring } from "../../src/people/keyring.ts";
import type { LanePorts } from "../edge/lane-work.ts";

export interface IndexPorts extends FindingPorts, LanePorts {
	owed: OwedAlerts;
	keyring: Pick<Keyring, "tokenKey" | "ownerKeys">;
	/** So many fresh random bytes. */
	random(length: number): Uint8Array;
}
