import type { Static } from "typebox";
import type { lanesAnswer } from "../src/api/answers.ts";
import type { Call } from "./command.ts";
import { Failure } from "./failure.ts";

/** Between two looks, in milliseconds. */
const LOOK = 300;

/**
 * Waits until detection and tamper watch have passed these segments.
 * @param reached last segment by lane
 * @param seconds longest wait
 */
export async function waitForConsumers(
	call: Pick<Call, "api" | "timing" | "terminal">,
	reached: ReadonlyMap<number, number>,
	seconds: number,
): Promise<void> {
	const api = call.api("producer");
	const end = call.timing.now() + seconds * 1000;
	for (;;) {
		const { lanes } = await api.get<Static<typeof lanesAnswer>>("/v1/lanes");
		const behind = [...reached].filter(([lane, seq]) => {
			const progress = lanes.find((one) => one.lane === lane)?.progress;
			return !progress || progress.detect <= seq || progress.index <= seq;
		});
		if (behind.length === 0) return;
		if (call.timing.now() >= end)
			throw new Failure(
				`after ${seconds} s detection or tamper watch has not passed ${behind.length} lanes`,
				{
					mend: "The events are sealed all the same. `audit-trail doctor` says what is wrong with the consumers.",
				},
			);
		call.terminal.progress(`waiting for detection in ${behind.length} lanes …`);
		await call.timing.sleep(LOOK);
	}
}
