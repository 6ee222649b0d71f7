import type { KeyObject } from "node:crypto";
import { boxValues } from "../people/box-text.ts";
import type { Keyring } from "../people/keyring.ts";
import { openBox } from "../people/owner-box.ts";
import { roles } from "../people/ownership.ts";
import { type OpenedShare, wholeEvent } from "../people/whole-event.ts";
import { eventTokens, type TokenKeys } from "../search/event-tokens.ts";
import { tokenText } from "../search/token.ts";
import type { EventTokens } from "../search/token-field.ts";
import type { ReadEvent } from "./read-event.ts";
import { decodeBody, openBody } from "./segment-body.ts";
import { decodeHeader } from "./segment-header.ts";
import type { SegmentItem } from "./segment-item.ts";
import { type StoredEvent, storedEvents } from "./stored-event.ts";

export type ReadingKeys = Pick<Keyring, "openingKey" | "tokenKey" | "addressKey" | "ownerKeys">;

/**
 * The events of a segment in order, boxes opened where their keys exist; none where the body was pruned.
 * Throws `format-invalid` or `ciphertext-invalid` for a damaged segment, `key-unavailable` without its keys.
 * Opening proves that we sealed it; that it stands where it was put is for `verifyLane`.
 */
export async function readEvents(item: SegmentItem, keyring: ReadingKeys): Promise<ReadEvent[]> {
	const header = decodeHeader(item.header);
	const { tenant } = header;
	if (item.body === undefined || header.count === 0) return [];
	const dataKey = await keyring.openingKey(tenant, Buffer.from(header.dataKey).toString("base64url"));
	const stored = storedEvents(decodeBody(openBody(dataKey, header, item.body)), header.count);
	const ids = [...new Set(stored.flatMap(({ boxes }) => boxes.map(({ owner }) => owner)))];
	const keys = ids.length === 0 ? [] : await keyring.ownerKeys(tenant, ids);
	const owners = new Map(ids.map((id, i) => [id, keys[i]]));
	const tokenKeys: TokenKeys = {
		token: await keyring.tokenKey(tenant),
		address: await keyring.addressKey(tenant, addressMonth(header.receivedAt)),
	};
	return stored.map((event, index) => ({
		ref: { lane: item.lane, seq: item.seq, index },
		receivedAt: header.receivedAt,
		...openEvent(event, owners, tokenKeys),
	}));
}

/** The month whose key makes address tokens, `yyyy-mm` in UTC: that in which the server took the event. */
export const addressMonth = (receivedAt: number): string => new Date(receivedAt).toISOString().slice(0, 7);

function openEvent(
	stored: StoredEvent,
	keys: ReadonlyMap<string, KeyObject | undefined>,
	tokenKeys: TokenKeys,
) {
	const shares: OpenedShare[] = stored.boxes.map(({ owner, roles, box }) => {
		const key = keys.get(owner);
		return { owner, roles, values: key && boxValues(openBox(key, box)) };
	});
	const event = wholeEvent(stored.clear, shares);
	const keyOf = (role: string) => {
		const share = shares.find(({ roles }) => roles.includes(role));
		return share && keys.get(share.owner);
	};
	const owners: ReadEvent["owners"] = {};
	for (const share of shares)
		for (const role of ["a", "o", "s"] as const)
			if (share.roles.includes(role)) owners[roles[role]] = share.owner;
	const { actor, resource } = stored.clear;
	const resourceOwner = shares.find(({ values }) => values?.e !== undefined)?.owner;
	const tokens: EventTokens = {};
	eventTokens(
		{
			actor: event.actor,
			actorKey: actor.id === undefined ? keyOf("a") : tokenKeys.token,
			resource: event.resource,
			resourceKey:
				resource.id !== undefined ? tokenKeys.token : resourceOwner ? keys.get(resourceOwner) : undefined,
			action: event.action,
			ip: event.context?.ip,
			outcome: event.outcome,
			subject: event.subject,
			subjectKey: keyOf("s"),
		},
		tokenKeys,
		(field, token) => {
			tokens[field] = tokenText(token);
		},
	);
	const erased = shares.filter(({ values }) => values === undefined).map(({ owner }) => owner);
	return { event, erased, owners, tokens };
}
