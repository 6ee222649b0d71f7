import { setTimeout } from "node:timers/promises";

/** Waits until `look` gives something; the test's own time limit bounds it. */
export async function eventually<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
	for (;;) {
		const found = await look();
		if (found !== undefined) return found;
		await setTimeout(10);
	}
}

/** Waits until `look` is true. */
export const until = (look: () => boolean | Promise<boolean>): Promise<true> =>
	eventually(async () => ((await look()) ? true : undefined));
