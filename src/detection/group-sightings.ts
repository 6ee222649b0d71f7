import type { KeyObject } from "node:crypto";
import type { NormalisedEvent } from "../event/event.ts";
import { formatRef } from "../ledger/identifiers.ts";
import type { ReadEvent } from "../ledger/read-event.ts";
import type { Sighting } from "./bucket.ts";
import { eventFields } from "./event-fields.ts";
import { fieldOwner } from "./field-owner.ts";
import { eventIdentity, groupToken } from "./identity.ts";
import type { Rule } from "./rule.ts";

/** The events of one segment that a rule counts for one group. */
export interface GroupSightings {
	rule: Rule<NormalisedEvent>;
	/** Keyed token of the values. */
	group: string;
	/** One for each field of the rule's `groupBy`, as its first event here has them. */
	values: { field: string; value: string; owner: string | undefined }[];
	sightings: (Sighting & { ref: string })[];
}

/**
 * Matches a segment's events against the rules and sorts them into groups. An event that lacks a value of the
 * group, or whose value was erased with its owner, counts in no group of that rule.
 */
export function groupSightings(
	rules: readonly Rule<NormalisedEvent>[],
	events: readonly ReadEvent[],
	tokenKey: KeyObject,
): GroupSightings[] {
	const groups = new Map<string, GroupSightings>();
	for (const rule of rules) {
		const readers = rule.groupBy.map((field) => ({ field, read: eventFields.field(field) }));
		for (const read of events) {
			if (!rule.matches(read.event)) continue;
			const values = readers.flatMap(({ field, read: values }) => {
				const owner = fieldOwner(read, field);
				const [value] = values?.(read.event) ?? [];
				const known = value !== undefined && value !== null && !(owner && read.erased.includes(owner));
				return known ? [{ field, value: String(value), owner }] : [];
			});
			if (values.length < readers.length) continue;
			const group = groupToken(
				tokenKey,
				rule.id,
				values.map(({ value }) => value),
			);
			const key = `${rule.id}#${group}`;
			const entry = groups.get(key) ?? { rule, group, values, sightings: [] };
			groups.set(key, entry);
			entry.sightings.push({
				at: Date.parse(read.event.occurredAt),
				identity: eventIdentity(tokenKey, read.event.id),
				ref: formatRef(read.ref),
			});
		}
	}
	return [...groups.values()];
}
