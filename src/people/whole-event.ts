import type { NormalisedEvent } from "../event/event.ts";
import { type BoxValues, type ClearEvent, contextFields } from "./ownership.ts";

/** Stands for an id whose owner was erased. */
export const erasedId = (owner: string): string => `erased:${owner}`;

/** One owner's part of an event; `values` is `undefined` once the owner's key is gone. */
export interface OpenedShare {
	owner: string;
	roles: string;
	values: BoxValues | undefined;
}

/**
 * The inverse of `partEvent`. What erased owners held is absent, except ids, which the shape of an event needs:
 * they read `erased:<owner id>`.
 */
export function wholeEvent(clear: ClearEvent, shares: readonly OpenedShare[]): NormalisedEvent {
	const idOf = (role: "a" | "o" | "s"): string => {
		const share = shares.find(({ roles }) => roles.includes(role));
		return share?.values?.[role] ?? erasedId(share?.owner ?? "");
	};
	const merged: BoxValues = Object.assign({}, ...shares.map(({ values }) => values ?? {}));
	const { actor, resource, subject, ...rest } = clear;
	const event: NormalisedEvent = {
		...rest,
		actor: { type: actor.type, id: actor.id ?? idOf("a") },
		resource: { type: resource.type, id: resource.id ?? merged.e ?? erasedId(goneOwner(shares)) },
	};
	const behalf = actor.onBehalfOf;
	if (behalf) event.actor.onBehalfOf = { type: behalf.type, id: behalf.id ?? idOf("o") };
	if (subject) event.subject = { type: subject.type, id: idOf("s") };
	if (merged.p) event.personal = merged.p;
	// `partEvent` put exactly this type there.
	if (merged.h) event.changes = merged.h as NonNullable<NormalisedEvent["changes"]>;
	if (merged.r !== undefined) event.reason = merged.r;
	if (merged.d) event.details = merged.d;
	if (merged.c) {
		const context: NonNullable<NormalisedEvent["context"]> = {};
		for (const [i, value] of merged.c.entries()) {
			const field = contextFields[i];
			if (field && value !== null) context[field] = value;
		}
		event.context = context;
	}
	return event;
}

/** Which of the erased owners the resource was cannot be known any more; the first of them is named. */
const goneOwner = (shares: readonly OpenedShare[]): string =>
	shares.find(({ values }) => values === undefined)?.owner ?? "";
