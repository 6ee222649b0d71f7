import type { Dice } from "./dice.ts";
import type { Organisation } from "./organisation.ts";
import type { SampleEvent } from "./work.ts";

const HOUR = 3_600_000;

/** An incident that a planted attack must end in. */
export interface PlantedIncident {
	rule: "brute-force-address" | "brute-force-account";
	group: Readonly<Record<string, string>>;
	/** Distinct events, at the thresholds a deployment has unless it says otherwise (3 in 300 s). */
	count: number;
}

export interface Attack {
	about: string;
	events: SampleEvent[];
	incidents: PlantedIncident[];
}

/** What goes wrong on the sample day. Each is found by the rules, or is there to be left alone by them. */
export function attacks(dice: Dice, { workers: [, victim, target] }: Organisation, day: number): Attack[] {
	const account = victim?.id ?? "staff-002";
	const careful = target?.id ?? "staff-003";
	return [
		{
			about: "one address tries passwords for one account, one every few seconds, and gets in",
			events: [
				...series(
					day + 2 * HOUR,
					40,
					(n) => n * 7_000,
					() => attempt(account, "198.51.100.23"),
				),
				{ ...attempt(account, "198.51.100.23"), outcome: "success", at: day + 2 * HOUR + 300_000 },
			],
			incidents: [
				{ rule: "brute-force-address", group: { "context.ip": "198.51.100.23" }, count: 40 },
				{ rule: "brute-force-account", group: { "actor.id": account }, count: 40 },
			],
		},
		{
			about: "one address tries one password for many accounts",
			events: series(
				day + 11 * HOUR,
				25,
				(n) => n * 12_000,
				(n) => attempt(`guess-${n}`, "203.0.113.66"),
			),
			incidents: [{ rule: "brute-force-address", group: { "context.ip": "203.0.113.66" }, count: 25 }],
		},
		{
			about: "many addresses try one account",
			events: series(
				day + 15 * HOUR,
				30,
				(n) => n * 9_000,
				(n) => attempt("admin", `192.0.2.${100 + n}`),
			),
			incidents: [{ rule: "brute-force-account", group: { "actor.id": "admin" }, count: 30 }],
		},
		{
			about: "somebody tries so slowly that the window never fills",
			events: series(
				day + 4 * HOUR,
				12,
				(n) => n * 1_000_000 + dice.between(0, 200_000),
				() => attempt(careful, "203.0.113.190"),
			),
			incidents: [],
		},
	];
}

const series = (
	begin: number,
	count: number,
	after: (n: number) => number,
	event: (n: number) => Omit<SampleEvent, "at">,
): SampleEvent[] => Array.from({ length: count }, (_, n) => ({ ...event(n), at: begin + after(n) }));

const attempt = (id: string, ip: string): Omit<SampleEvent, "at"> => ({
	action: "user.login",
	actor: { type: "user", id },
	resource: { type: "application", id: "clinic-portal" },
	outcome: "failure",
	context: { ip, userAgent: "python-requests/2.32" },
	details: { method: "password" },
});
