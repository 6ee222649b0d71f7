import type { LedgerChange } from "../../stores/ledger-change.ts";
import { type LanePorts, laneWork } from "../edge/lane-work.ts";
import { detectSegment } from "./detect-segment.ts";
import type { DetectPorts } from "./ports.ts";
import { reportUnreadable } from "./report-unreadable.ts";

/**
 * Judges each new segment by the rules, in the order of its lane.
 * @returns sequence numbers of the records that must be delivered again
 */
export const detect = (changes: readonly LedgerChange[], ports: DetectPorts & LanePorts): Promise<string[]> =>
	laneWork(
		changes,
		{
			consumer: "detect",
			async segment(item) {
				await detectSegment(item, ports);
				return {};
			},
			// What is not there has no events; that it is not there is for the tamper watch to say.
			missing: async () => {},
			unreadable: (item) => reportUnreadable(item, ports),
		},
		ports,
	);
