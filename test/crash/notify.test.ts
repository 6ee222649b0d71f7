import { describe, expect, it } from "vitest";
import { notify } from "../../functions/notify/notify.ts";
import type { NotifyPorts } from "../../functions/notify/ports.ts";
import type { Delivery } from "../../src/alerts/delivery.ts";
import type { Alert } from "../../src/incidents/alert.ts";
import { type Flakiness, Flaky, steady } from "./flaky.ts";
import { type Dice, seeded } from "./seeded.ts";

const SEEDS = 600;
const cloudy: Flakiness = { fails: 0.1, persistsAndFails: 0.1, kills: 0.05 };
const channels = ["first", "second"];

const alert = (id: string): Alert => ({
	version: 1,
	alert: `${id}.opened`,
	tenant: "acme",
	incident: id,
	rule: "brute-force-address",
	severity: "high",
	status: "open",
	count: 3,
	firstAt: "2026-03-01T10:00:00.000Z",
	lastAt: "2026-03-01T10:01:00.000Z",
	link: `https://audit.example/v1/incidents/${id}`,
});

type Defect = (ports: NotifyPorts) => NotifyPorts;

/** A queue, receivers that remember what they got, and workers that notify. */
class NotifyWorld {
	readonly deliveries = new Map<string, Delivery>();
	/** `<channel> <webhook-id>` of each request that reached its receiver. */
	readonly received: string[] = [];
	now = Date.UTC(2026, 2, 1, 10);
	readonly #dice: Dice;
	readonly #answers: number[];

	constructor(dice: Dice, answers: number[]) {
		this.#dice = dice;
		this.#answers = answers;
	}

	ports(flaky: Flaky): NotifyPorts {
		return {
			channels: {
				list: () =>
					flaky.read(() =>
						channels.map((name) => ({
							name,
							kind: "webhook" as const,
							host: "receiver.example",
							updatedAt: 0,
							updatedBy: "key",
							sealed: new Uint8Array(),
						})),
					),
				disable: async () => {},
			},
			open: async (_, channel) => ({
				url: `https://receiver.example/${channel}`,
				secret: `whsec_${Buffer.alloc(32, 1).toString("base64")}`,
			}),
			deliveries: {
				get: (_, id, channel) => flaky.read(() => this.deliveries.get(`${id} ${channel}`)),
				put: (_, delivery, readVersion) =>
					flaky.write(() => {
						const key = `${delivery.alert} ${delivery.channel}`;
						if (this.deliveries.get(key)?.version !== readVersion) return "conflict";
						this.deliveries.set(key, delivery);
						return "stored";
					}),
			},
			webhook: {
				post: (url, headers) =>
					flaky.write(() => {
						const status = this.#dice.pick(this.#answers);
						if (status === 200) this.received.push(`${url.split("/").at(-1)} ${headers["webhook-id"]}`);
						return status;
					}),
			},
			now: () => this.now,
			log: () => {},
		};
	}

	/** Delivers messages as SQS does: some twice at once, failed ones again later. */
	async drain(messages: Alert[], chances: Flakiness, defect: Defect): Promise<void> {
		let queue = messages;
		for (let round = 0; queue.length > 0; round++) {
			if (round > 200) throw new Error("the queue does not get empty");
			const left: Alert[] = [];
			const copies = queue.flatMap((message) => (this.#dice.chance(0.4) ? [message, message] : [message]));
			await Promise.all(
				copies.map(async (message) => {
					const flaky = new Flaky(this.#dice, round < 20 ? chances : steady);
					const done = await notify(message, defect(this.ports(flaky))).then(
						() => true,
						() => false,
					);
					if (!done || flaky.dead) left.push(message);
				}),
			);
			queue = [...new Set(left)];
			this.now += 20_000;
		}
	}
}

async function run(seed: number, chances: Flakiness, answers: number[], defect: Defect = (ports) => ports) {
	const dice = seeded(seed);
	const world = new NotifyWorld(dice, answers);
	const alerts = ["a", "b", "c"].map(alert);
	await world.drain(alerts, chances, defect);
	const expected = alerts.flatMap(({ alert }) => channels.map((channel) => `${channel} ${alert}`)).sort();
	return { received: world.received.toSorted(), expected };
}

const distinct = (values: string[]) => [...new Set(values)];

describe("notifying under faults", () => {
	it(`brings every alert to every channel, and no other id, whatever fails and whoever dies (${SEEDS} seeds)`, async () => {
		for (let seed = 1; seed <= SEEDS; seed++) {
			const { received, expected } = await run(seed, cloudy, [200, 200, 500]);
			expect(distinct(received), `seed ${seed}`).toEqual(expected);
		}
	});

	it("brings each exactly once while nobody dies and no answer is lost, though messages come twice and receivers fail", async () => {
		for (let seed = 1; seed <= SEEDS; seed++) {
			const { received, expected } = await run(seed, steady, [200, 500, 503]);
			expect(received, `seed ${seed}`).toEqual(expected);
		}
	});
});

describe("the same runs catch a sender that", () => {
	const defects: [name: string, chances: Flakiness, defect: Defect][] = [
		[
			"does not claim before it sends",
			steady,
			(ports) => ({
				...ports,
				deliveries: {
					get: ports.deliveries.get,
					put: async (tenant, delivery, version) =>
						delivery.state === "sending" ? "stored" : await ports.deliveries.put(tenant, delivery, version),
				},
			}),
		],
		[
			"notes an alert as delivered before it is",
			cloudy,
			(ports) => ({
				...ports,
				deliveries: {
					get: ports.deliveries.get,
					put: (tenant, delivery, version) =>
						ports.deliveries.put(tenant, { ...delivery, state: "delivered" }, version),
				},
			}),
		],
		[
			"gives another id to each attempt",
			cloudy,
			(ports) => {
				const { post } = ports.webhook;
				return {
					...ports,
					webhook: {
						post: (url, headers, body) =>
							post(url, { ...headers, "webhook-id": `${headers["webhook-id"]}.${ports.now()}` }, body),
					},
				};
			},
		],
		[
			"takes any answer for a receipt",
			steady,
			(ports) => ({
				...ports,
				webhook: { post: async (...call) => ((await ports.webhook.post(...call)) > 0 ? 200 : 0) },
			}),
		],
	];

	it.each(defects)("%s", async (_, chances, defect) => {
		for (let seed = 1; seed <= 100; seed++) {
			const end = await run(seed, chances, [200, 200, 500], defect).catch(() => undefined);
			if (!end) return;
			const { received, expected } = end;
			const once = JSON.stringify(received) === JSON.stringify(expected);
			const all = JSON.stringify(distinct(received)) === JSON.stringify(expected);
			if (chances === steady ? !once : !all) return;
		}
		expect.unreachable("not caught");
	});
});
