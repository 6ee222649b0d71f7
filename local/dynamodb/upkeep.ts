import type { Engine } from "./engine.ts";
import { sweep } from "./time-to-live/sweep.ts";
import { forgetTokens } from "./transactions/client-token.ts";

/** What time alone brings about: items expire, stream records and tokens are forgotten. */
export async function upkeep(engine: Engine): Promise<void> {
	const now = engine.context.clock.now();
	await sweep(engine);
	await engine.streams.trim(now);
	await forgetTokens(engine.database, now);
}
