import type { KeyObject } from "node:crypto";
import { namedValue, token } from "./token.ts";
import type { TokenField } from "./token-field.ts";

/** Keys for what belongs to nobody. */
export interface TokenKeys {
	/** The tenant's. */
	token: KeyObject;
	/** That of the month in which the server took the event; `undefined` once it was deleted. */
	address: KeyObject | undefined;
}

/** Where an event's tokens come from. A key that is `undefined` was erased, and its token cannot be made again. */
export interface TokenSources {
	actor: { type: string; id: string };
	/** The actor's own key where the actor is a person. */
	actorKey: KeyObject | undefined;
	resource: { type: string; id: string };
	/** A person's key where the resource is that person. */
	resourceKey: KeyObject | undefined;
	action: string;
	ip: string | undefined;
	outcome: string;
	subject: { type: string; id: string } | undefined;
	subjectKey: KeyObject | undefined;
}

/** Calls `take` for each token of an event, in the stored order of the fields. */
export function eventTokens(
	sources: TokenSources,
	keys: TokenKeys,
	take: (field: TokenField, token: string) => void,
): void {
	if (sources.actorKey) take("actor", token(sources.actorKey, "actor", namedValue(sources.actor)));
	if (sources.resourceKey)
		take("resource", token(sources.resourceKey, "resource", namedValue(sources.resource)));
	take("action", token(keys.token, "action", sources.action));
	if (sources.ip !== undefined && keys.address) take("ip", token(keys.address, "ip", sources.ip));
	take("outcome", token(keys.token, "outcome", sources.outcome));
	if (sources.subject && sources.subjectKey)
		take("subject", token(sources.subjectKey, "subject", namedValue(sources.subject)));
}
