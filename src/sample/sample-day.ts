import type { AuditEvent } from "../event/event.ts";
import { type Attack, attacks, type PlantedIncident } from "./attacks.ts";
import { dice } from "./dice.ts";
import { organisation } from "./organisation.ts";
import { work } from "./work.ts";

export interface SampleDay {
	organisation: string;
	/** In the order in which they occurred, each with an id. */
	events: AuditEvent[];
	/** What was planted among them, for people to read. */
	planted: string[];
	/** What the rules must find, at the thresholds a deployment has unless it says otherwise. */
	incidents: PlantedIncident[];
}

/**
 * A day at an organisation that does not exist, with attacks among its work: the same for the same seed and day.
 * @param seed any whole number
 * @param day midnight in UTC at which it begins, milliseconds since 1970; a day that is over, or its later events
 * are refused as lying in the future
 * @param events how many the honest work makes, about
 */
export function sampleDay(seed: number, day: number, events = 4000): SampleDay {
	const roll = dice(seed);
	const people = organisation(roll);
	const found: Attack[] = attacks(roll, people, day);
	const all = [...work(roll, people, day, events), ...found.flatMap((attack) => attack.events)];
	return {
		organisation: people.name,
		events: all
			.sort((a, b) => a.at - b.at)
			.map(({ at, ...event }, index) => ({
				id: `sample-${seed}-${day / 86_400_000}-${index}`,
				occurredAt: new Date(at).toISOString(),
				...event,
			})),
		planted: found.map(({ about }) => about),
		incidents: found.flatMap(({ incidents }) => incidents),
	};
}
