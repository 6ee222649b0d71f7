import { publishOwed } from "../../src/incidents/owed-alerts.ts";
import type { LedgerChange } from "../../stores/ledger-change.ts";
import { failure } from "../edge/failure.ts";
import { type LanePorts, laneWork } from "../edge/lane-work.ts";
import { describeError } from "../edge/log.ts";
import { detectSegment } from "./detect-segment.ts";
import type { DetectPorts } from "./ports.ts";
import { reportUnreadable } from "./report-unreadable.ts";

/**
 * Judges each new segment by the rules, in the order of its lane; then publishes what dead workers have left owed
 * to these tenants.
 * @returns sequence numbers of the records that must be delivered again
 */
export async function detect(
	changes: readonly LedgerChange[],
	ports: DetectPorts & LanePorts,
): Promise<string[]> {
	const failed = await laneWork(
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
	for (const tenant of new Set(changes.map((change) => change.tenant)))
		await publishOwed(tenant, ports).catch((thrown: unknown) => {
			// The notes stay; the next batch tries again, and this one's work is done whatever becomes of them.
			const error = failure(thrown);
			ports.log("warn", {
				what: "alerts-owed",
				tenant,
				code: error.code,
				...describeError(error.cause ?? error),
			});
		});
	return failed;
}
