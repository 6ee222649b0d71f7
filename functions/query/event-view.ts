import { formatRef } from "../../src/ledger/identifiers.ts";
import type { ReadEvent } from "../../src/ledger/read-event.ts";

/** An event as the API shows it. `erased` lists owners whose values are gone for good. */
export const eventView = ({ ref, receivedAt, event, erased }: ReadEvent) => ({
	ref: formatRef(ref),
	receivedAt: new Date(receivedAt).toISOString(),
	event,
	...(erased.length > 0 ? { erased } : {}),
});
