import type { Timing } from "../../../client/node/timing.ts";

export interface Seen {
	key: string;
	body: string;
	events: { action?: string; id?: string; retentionClass?: string }[];
}

/** An API that stores by Idempotency-Key, as the real one does, and fails when told to. */
export function fakeApi() {
	const stored = new Map<string, { body: string; answer: string }>();
	const seen: Seen[] = [];
	/** For each coming request: what goes wrong. `lost` stores and then drops the reply. */
	const faults: (
		| "lost"
		| "refused"
		| { status: number; headers?: Record<string, string>; body?: unknown }
	)[] = [];
	/** Judges a body as a whole before it is stored; a status and code refuse it. */
	let judge: (events: Seen["events"]) => { status: number; code: string } | undefined = () => undefined;
	const respond = async (_url: unknown, init?: RequestInit): Promise<Response> => {
		const body = String(init?.body);
		const events: Seen["events"] = JSON.parse(body);
		const key = new Headers(init?.headers).get("idempotency-key") ?? "";
		seen.push({ key, body, events });
		const fault = faults.shift();
		if (fault === "refused") throw new TypeError("fetch failed");
		if (typeof fault === "object")
			return new Response(JSON.stringify(fault.body ?? {}), {
				status: fault.status,
				headers: fault.headers ?? {},
			});
		const refusal = judge(events);
		if (refusal) return new Response(JSON.stringify({ code: refusal.code }), { status: refusal.status });
		const known = stored.get(key);
		if (known && known.body !== body) return new Response('{"code":"key-reused"}', { status: 409 });
		const answer =
			known?.answer ??
			JSON.stringify({ results: events.map((event) => ({ status: "accepted", id: event.action })) });
		stored.set(key, { body, answer });
		if (fault === "lost") throw new TypeError("socket closed");
		return new Response(answer, { status: 200 });
	};
	return {
		fetch: respond as typeof fetch,
		seen,
		faults,
		judgeBy: (by: typeof judge) => {
			judge = by;
		},
		/** Actions of the events that are stored, in the order of storing. */
		actions: () =>
			[...stored.values()].flatMap(({ body }) => (JSON.parse(body) as Seen["events"]).map((e) => e.action)),
	};
}

/** Time that passes only by sleeping, and notes how long. */
export function fakeTiming(random = 0.5): Timing & { slept: number[] } {
	const slept: number[] = [];
	let now = Date.UTC(2026, 0, 1);
	return {
		slept,
		now: () => now,
		random: () => random,
		sleep: async (milliseconds) => {
			slept.push(milliseconds);
			now += milliseconds;
			await new Promise((resolve) => setImmediate(resolve));
		},
	};
}

export const event = (action: string, more: object = {}) => ({
	occurredAt: "2026-01-01T00:00:00Z",
	action,
	actor: { type: "service", id: "test" },
	resource: { type: "thing", id: "1" },
	outcome: "success" as const,
	...more,
});
