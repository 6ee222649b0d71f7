import type { Rule } from "../../src/detection/rule.ts";
import type { NormalisedEvent } from "../../src/event/event.ts";
import type { OwedAlerts } from "../../src/incidents/owed-alerts.ts";
import type { FindingPorts } from "../../src/incidents/record-finding.ts";
import type { ReadEvent } from "../../src/ledger/read-event.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import type { Keyring } from "../../src/people/keyring.ts";
import type { LedgerStore } from "../../stores/ledger.ts";
import type { WatchStore } from "../../stores/watch.ts";
import type { Log } from "../edge/log.ts";

export interface DetectPorts extends FindingPorts {
	owed: OwedAlerts;
	rules: readonly Rule<NormalisedEvent>[];
	ledger: Pick<LedgerStore, "segments">;
	watch: Pick<WatchStore, "progress" | "advance" | "buckets" | "putBucket">;
	keyring: Pick<Keyring, "tokenKey" | "ownerKeys">;
	/** Decrypts a segment; `format-invalid` or `ciphertext-invalid` where it is damaged. */
	readEvents(item: SegmentItem): Promise<ReadEvent[]>;
	/** So many fresh random bytes. */
	random(length: number): Uint8Array;
	log: Log;
}
