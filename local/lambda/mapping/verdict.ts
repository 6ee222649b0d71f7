import { isRecord } from "../../record.ts";
import type { Outcome } from "../process/outcome.ts";

/** What a function's answer says about its batch: everything done, everything failed, or some items failed. */
export type Verdict = "success" | "failure" | { failed: ReadonlySet<string> };

/**
 * Reads an answer as Lambda does. With `ReportBatchItemFailures` an empty or null answer is success, and an
 * answer that cannot be read or names an item that was not in the batch fails the whole batch.
 */
export function judge(outcome: Outcome, reportsFailures: boolean, identifiers: readonly string[]): Verdict {
	if (outcome.functionError) return "failure";
	if (!reportsFailures) return "success";
	const answer = parse(outcome.payload);
	if (answer === null || answer === "") return "success";
	if (!isRecord(answer)) return "failure";
	const failures = answer["batchItemFailures"];
	if (failures === undefined || failures === null) return "success";
	if (!Array.isArray(failures)) return "failure";
	const failed = new Set<string>();
	for (const entry of failures) {
		const identifier: unknown = isRecord(entry) ? entry["itemIdentifier"] : undefined;
		if (typeof identifier !== "string" || !identifiers.includes(identifier)) return "failure";
		failed.add(identifier);
	}
	return failed.size === 0 ? "success" : { failed };
}

function parse(payload: string): unknown {
	try {
		return JSON.parse(payload);
	} catch {
		return undefined;
	}
}
