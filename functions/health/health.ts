import type { PartStates } from "../../stores/health.ts";
import type { PulseStore } from "../../stores/pulses.ts";
import {
	databaseConnectivity,
	encryptionStatus,
	incidentDetection,
	logWriting,
	type Probes,
	type Status,
} from "./check.ts";

/** Anybody may ask: within this time all get the same answer, and AWS is asked once. Milliseconds. */
const KEPT = 5_000;
/** A part that takes longer does not answer. */
const PATIENCE = 4_000;

export interface HealthPorts {
	parts: PartStates;
	pulses: Pick<PulseStore, "read">;
	clock: { now(): number; sleep(milliseconds: number): Promise<void> };
}

/** Says whether the parts work, from a look that is at most a few seconds old. */
export function health(ports: HealthPorts) {
	let kept: { until: number; answer: Promise<ReturnType<typeof judge>> } | undefined;
	return () => {
		const now = ports.clock.now();
		if (!kept || now >= kept.until)
			kept = {
				until: now + KEPT,
				answer: probe(ports).then((probes) => judge(probes, ports.clock.now())),
			};
		return kept.answer;
	};
}

async function probe({ parts, pulses, clock }: HealthPorts): Promise<Probes> {
	const answer = async <Value>(ask: () => Promise<Value>): Promise<Value | Error> => {
		const late = clock.sleep(PATIENCE).then(() => new Error("it took too long"));
		return await Promise.race([
			ask().catch((error: unknown) => (error instanceof Error ? error : new Error("unknown"))),
			late,
		]);
	};
	const [table, key, read] = await Promise.all([answer(parts.table), answer(parts.key), answer(pulses.read)]);
	return { table, key, pulses: read };
}

function judge(probes: Probes, now: number) {
	const checks = {
		databaseConnectivity: databaseConnectivity(probes),
		encryptionStatus: encryptionStatus(probes),
		logWriting: logWriting(probes),
		incidentDetection: incidentDetection(probes, now),
	};
	const found = new Set<Status>(Object.values(checks).map(({ status }) => status));
	const worst = (["unhealthy", "degraded", "healthy"] as const).find((status) => found.has(status));
	return { status: worst ?? "unhealthy", checks };
}
