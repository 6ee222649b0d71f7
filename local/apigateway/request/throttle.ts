import type { Stage } from "../definition.ts";

/** Token buckets of one stage: each method has its own, filled at the setting's rate up to its burst. */
export class Throttle {
	readonly #settings: Stage["throttles"];
	readonly #now: () => number;
	readonly #buckets = new Map<string, { tokens: number; at: number }>();

	/** `now` in milliseconds. Settings for one method win over those for all. */
	constructor(settings: Stage["throttles"], now: () => number) {
		this.#settings = [...settings].sort((a, b) => Number(a.path === "/*") - Number(b.path === "/*"));
		this.#now = now;
	}

	/** Takes a token; false when there is none. */
	admits(httpMethod: string, resourcePath: string): boolean {
		const setting = this.#settings.find(
			({ method, path }) =>
				(method === "*" || method === httpMethod) && (path === "/*" || path === resourcePath),
		);
		if (!setting) return true;
		const { rate, burst } = setting;
		const now = this.#now();
		const key = `${httpMethod} ${resourcePath}`;
		const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
		const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * rate);
		const admitted = tokens >= 1;
		this.#buckets.set(key, { tokens: admitted ? tokens - 1 : tokens, at: now });
		return admitted;
	}
}
