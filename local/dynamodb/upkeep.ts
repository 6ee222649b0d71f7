import type { Engine } from "./engine.ts";
import { sweep } from "./time-to-live/sweep.ts";
import { forgetTokens } from "./transactions/client-token.ts";

/** Tokens are walked through whole, so less often. */
const tokensEvery = 60_000;

/** What time alone brings about, at each call: items expire, stream records and tokens are forgotten. */
export function upkeep(engine: Engine): () => Promise<void> {
	let tokensAt = 0;
	return async () => {
		const now = engine.context.clock.now();
		await sweep(engine);
		await engine.streams.trim(now);
		if (Math.abs(now - tokensAt) < tokensEvery) return;
		tokensAt = now;
		await forgetTokens(engine.database, now);
	};
}
