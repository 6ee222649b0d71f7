import { detect } from "../../functions/detect/detect.ts";
import type { DetectPorts } from "../../functions/detect/ports.ts";
import type { LanePorts } from "../../functions/edge/lane-work.ts";
import { shippedRules } from "../../src/detection/shipped-rules.ts";
import type { NormalisedEvent } from "../../src/event/event.ts";
import type { Alert } from "../../src/incidents/alert.ts";
import { type Lane, lane, seq, tenantId } from "../../src/ledger/identifiers.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import type { LedgerChange } from "../../stores/ledger-change.ts";
import { DetectionMemory, oneKey } from "./detection-memory.ts";
import { type Flakiness, Flaky } from "./flaky.ts";
import type { Dice } from "./seeded.ts";

export const tenant = tenantId("acme");
export const THRESHOLD = 3;
export const SECONDS = 300;
export const rules = shippedRules({ MAX_LOGIN_ATTEMPTS: THRESHOLD, ALERT_THRESHOLD_SECONDS: SECONDS });

/** A failed sign-in; `at` in milliseconds since 1970. */
export const failure = (id: string, at: number, account: string, ip: string): NormalisedEvent => ({
	id,
	occurredAt: new Date(at).toISOString(),
	action: "user.login",
	actor: { type: "user", id: account },
	resource: { type: "application", id: "portal" },
	outcome: "failure",
	context: { ip },
});

/** Wraps a worker's ports: a deliberate defect. */
export type Defect = (ports: DetectPorts & LanePorts) => DetectPorts & LanePorts;

/** A ledger without encryption, its stream, and workers that detect. */
export class DetectWorld {
	readonly memory = new DetectionMemory();
	readonly events = new Map<string, NormalisedEvent[]>();
	readonly changes: LedgerChange[] = [];
	readonly dice: Dice;
	now = Date.UTC(2026, 2, 1);
	defect: Defect = (ports) => ports;

	constructor(dice: Dice) {
		this.dice = dice;
	}

	append(number: number, events: NormalisedEvent[]): void {
		const place: Lane = lane(number);
		const items = this.memory.lane(tenant, place);
		const item: SegmentItem = {
			tenant,
			lane: place,
			seq: seq(items.length),
			header: new Uint8Array(),
			prevHash: new Uint8Array(),
			segmentHash: new Uint8Array(),
			commitments: new Uint8Array(),
			body: new Uint8Array(1),
		};
		items.push(item);
		this.events.set(`${place}.${item.seq}`, events);
		const sequenceNumber = String(this.changes.length + 1);
		this.changes.push({ ...item, sequenceNumber, kind: "INSERT", item, at: this.now });
	}

	/** One worker's ports. */
	ports(flaky: Flaky): DetectPorts & LanePorts {
		return this.defect({
			rules,
			ledger: this.memory.ledger(flaky),
			watch: this.memory.watch(flaky),
			incidents: this.memory.incidentStore(flaky),
			alerts: this.memory.topic(flaky),
			owed: this.memory.owedAlerts(flaky),
			keyring: oneKey,
			readEvents: (item) => flaky.read(() => this.read(item)),
			random: (length) => new Uint8Array(length),
			now: () => this.now,
			publicUrl: "https://audit.example",
			remaining: () => 60_000,
			log: () => {},
		});
	}

	read(item: SegmentItem) {
		const events = this.events.get(`${item.lane}.${item.seq}`) ?? [];
		return events.map((event, index) => ({
			ref: { lane: item.lane, seq: item.seq, index },
			receivedAt: this.now,
			event,
			erased: [],
			owners: { actor: `owner-${event.actor.id}` },
			tokens: {},
		}));
	}

	/** Delivers batches of one shard, as Lambda does, until it has no record left. */
	async shard(changes: readonly LedgerChange[], chances: Flakiness): Promise<void> {
		let at = 0;
		for (let calls = 0; at < changes.length; calls++) {
			if (calls > 2000) throw new Error("the shard does not get on");
			// Under faults for a while; a cloud that never recovers proves nothing.
			const flaky = new Flaky(this.dice, calls < 60 ? chances : { fails: 0, persistsAndFails: 0, kills: 0 });
			const batch = changes.slice(at, at + 1 + this.dice.below(5));
			const failed = await detect(batch, this.ports(flaky)).catch(() => undefined);
			this.now += 1000;
			if (flaky.dead || failed === undefined) continue;
			const lowest = batch.findIndex(({ sequenceNumber }) => failed.includes(sequenceNumber));
			at += lowest < 0 ? batch.length : lowest;
		}
	}

	/** Incidents in comparable form, sorted. */
	incidents() {
		return [...this.memory.incidents.values()]
			.map(({ rule, group, count, firstAt, lastAt }) => ({ rule, group, count, firstAt, lastAt }))
			.sort((a, b) => (`${a.rule}${a.group}` < `${b.rule}${b.group}` ? -1 : 1));
	}

	published(): Alert[] {
		return this.memory.published;
	}
}
