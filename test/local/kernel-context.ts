import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { machineClock } from "../../local/clock.ts";
import { Faults } from "../../local/faults.ts";
import type { LocalContext } from "../../local/service.ts";
import { openState } from "../../local/state.ts";

/** A context over a state directory of its own, in which everything is allowed unless `authorize` says otherwise. */
export async function kernelContext(
	changes: Partial<LocalContext> = {},
): Promise<LocalContext & { lines: string[]; directory: string }> {
	const directory = mkdtempSync(join(tmpdir(), "audit-trail-kernel-"));
	const state = await openState(directory);
	onTestFinished(async () => {
		await state.close();
		rmSync(directory, { recursive: true, force: true });
	});
	const lines: string[] = [];
	return {
		state,
		directory,
		lines,
		clock: machineClock(),
		faults: new Faults(),
		authorize: () => {},
		region: "us-east-1",
		account: "000000000000",
		log: (line) => lines.push(line),
		links: {},
		...changes,
	};
}
