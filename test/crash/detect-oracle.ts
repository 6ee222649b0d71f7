import { groupToken } from "../../src/detection/identity.ts";
import type { NormalisedEvent } from "../../src/event/event.ts";
import { rules, SECONDS, THRESHOLD } from "./detect-world.ts";
import { oneKey } from "./detection-memory.ts";
import { firingTimes } from "./window-oracle.ts";

const fields: Readonly<Record<string, (event: NormalisedEvent) => string | undefined>> = {
	"context.ip": (event) => event.context?.ip,
	"actor.id": (event) => event.actor.id,
};

/** The incidents that a set of failed sign-ins must end in, by brute force and without any of the real code's state. */
export async function expectedIncidents(events: readonly NormalisedEvent[]) {
	const key = await oneKey.tokenKey();
	const distinct = [...new Map(events.map((event) => [`${event.id} ${event.occurredAt}`, event])).values()];
	const expected = rules.flatMap((rule) => {
		const read = fields[rule.groupBy[0] ?? ""];
		const groups = Map.groupBy(distinct, (event) => read?.(event));
		return [...groups].flatMap(([value, members]) => {
			const times = firingTimes(
				members.map((event) => Date.parse(event.occurredAt)),
				THRESHOLD,
				SECONDS * 1000,
			);
			const [firstAt] = times;
			const lastAt = times.at(-1);
			if (value === undefined || firstAt === undefined || lastAt === undefined) return [];
			return [
				{ rule: rule.id, group: groupToken(key, rule.id, [value]), count: times.length, firstAt, lastAt },
			];
		});
	});
	return expected.sort((a, b) => (`${a.rule}${a.group}` < `${b.rule}${b.group}` ? -1 : 1));
}
