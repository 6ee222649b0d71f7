import { sendBatch, type Transport } from "../client/node/send-batch.ts";
import type { Call } from "./command.ts";
import { Failure } from "./failure.ts";

/** What sends events with the producer's key, with the client's rule of repeating. */
export function producer(
	call: Call,
): (events: readonly string[], key: string) => ReturnType<typeof sendBatch> {
	const api = call.api("producer");
	if (api.key === undefined)
		throw new Failure("there is no key to send with", {
			mend: "Set AUDIT_TRAIL_KEY to the API key of a producer.",
		});
	const transport: Transport = {
		url: api.url,
		key: api.key,
		fetch: call.fetch,
		timing: call.timing,
		attempts: 12,
		timeout: 30_000,
	};
	return (events, key) => sendBatch(transport, events, key);
}
