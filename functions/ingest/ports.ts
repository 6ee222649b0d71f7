import type { Keyring } from "../../src/people/keyring.ts";
import type { LaneStore } from "../../stores/lanes.ts";
import type { LedgerStore } from "../../stores/ledger.ts";
import type { RequestStore } from "../../stores/requests.ts";
import type { Clock } from "../edge/clock.ts";

/** All that ingest touches besides its own memory. */
export interface IngestPorts {
	ledger: Pick<LedgerStore, "put" | "places" | "last">;
	requests: RequestStore;
	lanes: Pick<LaneStore, "register">;
	keyring: Pick<Keyring, "sealingKey" | "tokenKey" | "addressKey" | "owners">;
	clock: Clock;
	/** Fresh random bytes. */
	random(size: number): Uint8Array;
	/** RETENTION_DAYS: how long bodies of class `standard` are kept. */
	retentionDays: number;
}
