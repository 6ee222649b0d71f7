import { backOff, retryAfter } from "./back-off.ts";
import type { Problem, Result } from "./result.ts";
import type { Timing } from "./timing.ts";

export interface Transport {
	/** The API's prefix of `/v1`. */
	url: string;
	/** API key. */
	key: string;
	fetch: typeof fetch;
	timing: Timing;
	/** Most attempts for one request. */
	attempts: number;
	/** Longest time for one attempt, in milliseconds. */
	timeout: number;
}

/** Refusals of a whole body that one event may have caused; halves are tried to find it. */
const bodyRefusals: ReadonlySet<string | undefined> = new Set([
	"batch-too-large",
	"body-ambiguous",
	"body-unreadable",
	"request-invalid",
	"retention-mixed",
]);

/**
 * Sends events, each already in JSON, under one Idempotency-Key, until the server has said what became of them.
 * Every attempt sends the same bytes and the same key, so a reply that was lost after the commit stores nothing
 * twice. A batch that is refused as a whole is halved; its halves get keys that follow from its own.
 * @returns one result for each event, in order; never throws
 */
export async function sendBatch(
	transport: Transport,
	events: readonly string[],
	idempotencyKey: string,
): Promise<Result[]> {
	const answer = await post(transport, `[${events.join(",")}]`, idempotencyKey);
	if (answer instanceof Error) return events.map(() => ({ status: "failed", error: answer }));
	if (answer.status === 200) return results(answer.body, events.length);
	const problem: Problem = asObject(answer.body);
	const halve = events.length > 1 && (answer.status === 413 || bodyRefusals.has(problem.code));
	if (halve) {
		const middle = Math.ceil(events.length / 2);
		// One after the other: events of one producer stay in their order.
		const first = await sendBatch(transport, events.slice(0, middle), `${idempotencyKey}.0`);
		return [...first, ...(await sendBatch(transport, events.slice(middle), `${idempotencyKey}.1`))];
	}
	if (answer.status === 400 || answer.status === 413 || answer.status === 422)
		return events.map(() => ({ status: "rejected", problem }));
	const error = new Error(
		`the audit trail refused the request: ${answer.status} ${problem.title ?? ""}${problem.detail ? ` (${problem.detail})` : ""}`,
	);
	return events.map(() => ({ status: "failed", error }));
}

/** An answer that will not change by asking again, or the last error after all attempts. */
async function post(
	transport: Transport,
	body: string,
	idempotencyKey: string,
): Promise<{ status: number; body: unknown } | Error> {
	const { timing, attempts } = transport;
	let last = new Error("nothing was attempted");
	for (let attempt = 0; attempt < attempts; attempt++) {
		let asked = 0;
		try {
			const response = await transport.fetch(`${transport.url}/v1/events`, {
				method: "POST",
				headers: {
					Authorization: `Bearer ${transport.key}`,
					"Content-Type": "application/json",
					"Idempotency-Key": idempotencyKey,
				},
				body,
				signal: AbortSignal.timeout(transport.timeout),
			});
			const text = await response.text();
			if (!mayPass(response.status)) return { status: response.status, body: parse(text) };
			asked = retryAfter(response.headers.get("retry-after"), timing.now());
			last = new Error(
				`the audit trail answered ${response.status} ${asObject(parse(text)).code ?? ""}`.trim(),
			);
		} catch (cause) {
			last = new Error(`the audit trail could not be reached at ${transport.url}`, { cause });
		}
		if (attempt + 1 < attempts) await timing.sleep(backOff(attempt, timing.random(), asked));
	}
	return last;
}

/** Statuses after which the same request may succeed. */
const mayPass = (status: number): boolean => status === 408 || status === 429 || status >= 500;

function results(body: unknown, expected: number): Result[] {
	const { results } = asObject(body) as { results?: unknown };
	if (!Array.isArray(results) || results.length !== expected)
		return Array.from({ length: expected }, () => ({
			status: "failed",
			error: new Error("the audit trail gave an answer that does not fit the request"),
		}));
	// The contract of POST /v1/events; the length was just checked.
	return results as Result[];
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

const asObject = (value: unknown): Problem => (typeof value === "object" && value !== null ? value : {});
