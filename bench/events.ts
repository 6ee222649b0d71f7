import type { AuditEvent } from "../src/event/event.ts";
import { seededRandom } from "./seeded-random.ts";

/**
 * Whom the events of a batch name, and so how many owner boxes each gets:
 * `none`: a service at work. `one`: a service acting for an account holder. `two`: a service acting for a clerk,
 * about a patient. `clerk`: the clerk in person, about a patient. `self`: an account holder changing the own account.
 * In the last two nearly every byte is personal, so that nothing compresses; they show the price of that.
 */
export const scenes = ["none", "one", "two", "clerk", "self"] as const;
export type Scene = (typeof scenes)[number];

/** Bytes of each event as a producer writes it. */
export const EVENT_BYTES = 1024;

/** Realistic events of 1 KB each, the same for the same seed. */
export function benchEvents(count: number, scene: Scene, seed = 1): AuditEvent[] {
	const random = seededRandom(seed);
	const write = { none: machineEvent, one: machineEvent, two: clerkEvent, clerk: clerkEvent, self: ownEvent }[
		scene
	];
	return Array.from({ length: count }, (_, i) => {
		const source = new Source(random, i);
		return padded(write(source, scene), source);
	});
}

class Source {
	readonly #random: () => number;
	readonly index: number;
	constructor(random: () => number, index: number) {
		this.#random = random;
		this.index = index;
	}
	number(below: number): number {
		return Math.floor(this.#random() * below);
	}
	one(...choices: [string, ...string[]]): string {
		return choices[this.number(choices.length)] ?? choices[0];
	}
	hex(length: number): string {
		return Array.from({ length }, () => this.number(16).toString(16)).join("");
	}
	uuid(): string {
		return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${this.hex(12)}`;
	}
	time(): string {
		return new Date(Date.UTC(2026, 10, 23, 8, 0, 0) + this.index * 137 + this.number(100)).toISOString();
	}
	ip(): string {
		return `203.0.113.${this.number(200)}`;
	}
	browser(): string {
		return this.one(
			"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
			"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
			"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
		);
	}
}

function machineEvent(source: Source, scene: Scene): AuditEvent {
	const bucket = source.one("invoices", "exports", "claims-archive");
	const actor: AuditEvent["actor"] = { type: "service", id: source.one("billing-worker", "report-worker") };
	if (scene === "one") actor.onBehalfOf = { type: "user", id: `u-${10_000 + source.number(40)}` };
	return {
		occurredAt: source.time(),
		action: source.one("object.read", "object.write", "object.list"),
		actor,
		resource: { type: "object", id: `${bucket}/2026/11/${source.number(28)}/${source.hex(12)}.pdf` },
		outcome: source.number(20) === 0 ? "denied" : "success",
		risk: "low",
		context: {
			ip: source.ip(),
			userAgent: "aws-sdk-js/3.1164.0 ua/2.1 os/linux#6.1 lang/js md/nodejs#24.21.0 api/s3#3.1164.0",
			requestId: source.uuid(),
			traceId: source.hex(32),
		},
		details: {
			service: { name: "document-store", version: "4.12.0", region: "eu-central-1", stage: "production" },
			http: { method: "GET", status: 200, bytes: source.number(1_000_000), milliseconds: source.number(400) },
			policy: { engine: "cedar", decision: "allow", rules: ["documents-by-department", "working-hours"] },
			storage: { bucket, class: "standard-ia", encrypted: true, versioned: true },
		},
		frameworks: ["soc2", "iso27001"],
		sequence: source.index,
	};
}

function clerkEvent(source: Source, scene: Scene): AuditEvent {
	const clerk = { type: "user", id: `u-${10_000 + source.number(40)}` };
	const inPerson = scene === "clerk";
	return {
		occurredAt: source.time(),
		action: source.one("record.read", "record.update", "record.print"),
		actor: inPerson ? clerk : { type: "service", id: "ward-gateway", onBehalfOf: clerk },
		resource: { type: "medical-record", id: `mr-${source.hex(10)}` },
		outcome: "success",
		risk: "medium",
		subject: { type: "patient", id: `p-${100_000 + source.number(60)}` },
		personal: {
			name: source.one("Ada Byron", "Max Born", "Lise Meitner"),
			birthYear: 1930 + source.number(80),
		},
		changes: [{ field: "allergies", before: "none known", after: source.one("penicillin", "latex", "nuts") }],
		reason: source.one("treatment", "referral by the family doctor", "billing question of the insurer"),
		context: {
			ip: source.ip(),
			userAgent: source.browser(),
			requestId: source.uuid(),
			traceId: source.hex(32),
			sessionId: source.hex(24),
		},
		details: { ward: source.one("A3", "B1", "C7"), terminal: `t-${source.number(400)}`, breakGlass: false },
		frameworks: ["hipaa", "gdpr"],
		sequence: source.index,
	};
}

function ownEvent(source: Source): AuditEvent {
	return {
		occurredAt: source.time(),
		action: "account.update",
		actor: { type: "user", id: `u-${10_000 + source.number(40)}` },
		resource: { type: "account", id: `acc-${source.hex(8)}` },
		outcome: "success",
		context: {
			ip: source.ip(),
			userAgent: source.browser(),
			requestId: source.uuid(),
			traceId: source.hex(32),
			sessionId: source.hex(24),
		},
		changes: [
			{ field: "address.city", before: "Berlin", after: source.one("Hamburg", "Bremen", "Kiel") },
			{ field: "address.zip", before: String(source.number(99_999)), after: String(source.number(99_999)) },
		],
		details: { form: "profile", step: source.number(4), experiment: source.hex(16) },
		sequence: source.index,
	};
}

/** Brings every event to the same size by where it ran: in the user agent of a gateway, else in the details. */
function padded(event: AuditEvent, source: Source): AuditEvent {
	const { context, details } = event;
	const filled = (filler: string): AuditEvent =>
		event.actor.onBehalfOf && event.subject
			? { ...event, context: { ...context, userAgent: `${context?.userAgent} ${filler}` } }
			: { ...event, details: { ...details, host: filler } };
	const missing = EVENT_BYTES - JSON.stringify(filled("")).length;
	if (missing < 0) throw new Error("an event of the benchmark is too large");
	const places = Array.from({ length: 5 }, () => whereabouts(source)).join("");
	return filled(places.slice(0, missing));
}

/** As orchestrators name things: much of it the same, and in each a part that is random. */
const whereabouts = (source: Source): string =>
	`pod=documents-${source.one("6b8f9", "7c4d1")}-${source.hex(5)} node=ip-10-3-${source.number(16)}-${source.number(250)}.compute.internal zone=eu-central-1${source.one("a", "b", "c")} container=${source.hex(24)} release=2026.11.3 span=${source.hex(16)} `;
