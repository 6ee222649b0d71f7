/**
 * How the delivery of one alert to one channel stands. `sending` is a lease: whoever holds it sends, and if he
 * dies it runs out. `waiting`: an attempt failed, the next may begin at once.
 */
export interface Delivery {
	alert: string;
	channel: string;
	state: "sending" | "waiting" | "delivered" | "given-up";
	/** Attempts begun. */
	attempts: number;
	/** Milliseconds since 1970 until which a `sending` one is left alone. */
	leaseUntil: number;
	/** When it was delivered or given up. */
	settledAt?: number;
	version: number;
}

export const isSettled = ({ state }: Pick<Delivery, "state">): boolean =>
	state === "delivered" || state === "given-up";

/**
 * The delivery with this attempt begun; `settled` where nothing is left to do, `busy` where another holds the lease.
 * Write the result on the condition that the version is still the one that was read, before anything is sent.
 */
export function claim(
	known: Delivery | undefined,
	{ alert, channel, now, lease }: { alert: string; channel: string; now: number; lease: number },
): Delivery | "settled" | "busy" {
	if (known && isSettled(known)) return "settled";
	if (known?.state === "sending" && known.leaseUntil > now) return "busy";
	return {
		alert,
		channel,
		state: "sending",
		attempts: (known?.attempts ?? 0) + 1,
		leaseUntil: now + lease,
		version: (known?.version ?? 0) + 1,
	};
}
