import type { NormalisedEvent } from "../event/event.ts";
import type { EventTokens } from "../search/token-field.ts";
import type { EventRef } from "./identifiers.ts";

/** One event, decrypted, as `readEvents(item, keyring): Promise<ReadEvent[]>` gives it. */
export interface ReadEvent {
	ref: EventRef;
	/** When the server took it, milliseconds since 1970. */
	receivedAt: number;
	/** Boxes are opened where their keys exist; ids whose key is gone read `erased:<owner id>`, other fields are absent. */
	event: NormalisedEvent;
	/** Ids of owners whose key is gone. */
	erased: string[];
	/** Owner ids of the people that the event names (all that is left of an erased person). */
	owners: { actor?: string; subject?: string; onBehalfOf?: string };
	tokens: EventTokens;
}
