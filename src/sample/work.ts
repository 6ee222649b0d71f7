import type { AuditEvent } from "../event/event.ts";
import type { Dice } from "./dice.ts";
import type { Organisation, Patient, Worker } from "./organisation.ts";

const HOUR = 3_600_000;

/** An event without id; ids are given when the day is sorted. */
export type SampleEvent = Omit<AuditEvent, "id" | "occurredAt"> & { at: number };

/** The honest part of a day: people sign in, mistype now and then, look after patients, sign out. */
export function work(
	dice: Dice,
	{ workers, patients }: Organisation,
	day: number,
	events: number,
): SampleEvent[] {
	const done: SampleEvent[] = [];
	const share = Math.max(4, Math.floor(events / workers.length));
	for (const [index, worker] of workers.entries()) {
		const begin = day + 7 * HOUR + dice.between(0, 2 * HOUR);
		const session = `session-${index}-${dice.between(1000, 9999)}`;
		const by = actor(worker, session);
		// One mistyped password at most: more of them would be what the rules look for.
		if (dice.chance(0.25)) done.push({ ...signIn(by, "failure"), at: begin - dice.between(10, 40) * 1000 });
		done.push({ ...signIn(by, "success"), at: begin });
		for (let count = 3; count < share; count++) {
			const at = begin + dice.between(60_000, 8 * HOUR);
			done.push({ ...task(dice, worker, by, dice.pick(patients)), at });
		}
		done.push({
			...by,
			action: "user.logout",
			resource: portal,
			outcome: "success",
			at: begin + 8 * HOUR + 60_000,
		});
	}
	return done;
}

const portal = { type: "application", id: "clinic-portal" };

type By = Pick<AuditEvent, "actor" | "context">;

const actor = ({ id, ip, userAgent }: Worker, sessionId: string): By => ({
	actor: { type: "user", id },
	context: { ip, userAgent, sessionId },
});

const signIn = (by: By, outcome: "success" | "failure"): Omit<SampleEvent, "at"> => ({
	...by,
	action: "user.login",
	resource: portal,
	outcome,
	details: { method: "password" },
});

function task(dice: Dice, worker: Worker, by: By, patient: Patient): Omit<SampleEvent, "at"> {
	const about = {
		...by,
		resource: { type: "record", id: `record-${patient.id}` },
		subject: { type: "patient", id: patient.id },
		outcome: "success" as const,
		frameworks: ["hipaa", "gdpr"],
	};
	const roll = dice.between(1, 100);
	if (roll <= 2 && worker.role === "clerk")
		return {
			...about,
			action: "record.export",
			risk: "medium",
			reason: `Copy for ${patient.name}`,
			details: { format: "pdf" },
		};
	if (roll <= 4)
		return {
			...about,
			action: "consent.update",
			changes: [{ field: "consent.research", before: false, after: true }],
			personal: { name: patient.name, email: patient.email },
		};
	if (roll <= 6)
		return { ...about, action: "record.read", outcome: "denied", risk: "medium", reason: "Not on this ward" };
	if (roll <= 25)
		return {
			...about,
			action: "record.update",
			changes: [
				{
					field: "bloodPressure",
					before: `${dice.between(110, 150)}/80`,
					after: `${dice.between(110, 150)}/80`,
				},
			],
			personal: { name: patient.name, born: patient.born },
		};
	return { ...about, action: "record.read", personal: { name: patient.name, born: patient.born } };
}
