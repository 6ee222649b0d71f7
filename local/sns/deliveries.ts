import { isPermanent } from "../permanent.ts";
import { isRecord } from "../record.ts";
import type { LocalContext } from "../service.ts";
import type { Change } from "../state.ts";
import { bury, DeliveryRefused, deliver } from "./deliver.ts";
import type { Delivery } from "./delivery.ts";
import { readJson } from "./json.ts";
import { retryDelay, retrySchedule } from "./retry.ts";
import type { Topics } from "./topics.ts";

const PENDING = "sns-deliveries";
const AT_ONCE = 8;
/** The clock can be moved, so due times are looked at this often while something is pending. */
const LOOK_MS = 250;

/**
 * Deliveries on their way. Each is durable before its publisher is answered and is taken away only after the
 * endpoint has it: after `kill -9` it is made again, so an endpoint gets a message at least once.
 */
export class Deliveries {
	readonly #context: LocalContext;
	readonly #topics: Topics;
	readonly #pending = new Map<string, Delivery>();
	readonly #underWay = new Map<string, Promise<void>>();
	#timer: NodeJS.Timeout | undefined;
	#running = false;

	private constructor(context: LocalContext, topics: Topics) {
		this.#context = context;
		this.#topics = topics;
	}

	static async open(context: LocalContext, topics: Topics): Promise<Deliveries> {
		const deliveries = new Deliveries(context, topics);
		for (const [id, delivery] of await context.state.collection<Delivery>(PENDING).list())
			deliveries.#pending.set(id, delivery);
		return deliveries;
	}

	start(): void {
		this.#running = true;
		this.#look();
	}

	/** Resolves when no attempt is under way any more; what is pending stays for the next start. */
	async stop(): Promise<void> {
		this.#running = false;
		clearTimeout(this.#timer);
		await Promise.all(this.#underWay.values());
	}

	/** Makes deliveries durable and sets them going. */
	async add(deliveries: readonly Delivery[]): Promise<void> {
		if (deliveries.length === 0) return;
		await this.#context.state.commit(
			deliveries.map((delivery): Change => ({ collection: PENDING, key: delivery.id, value: delivery })),
		);
		for (const delivery of deliveries) this.#pending.set(delivery.id, delivery);
		this.#look();
	}

	#look(): void {
		if (!this.#running) return;
		clearTimeout(this.#timer);
		const now = this.#context.clock.now();
		for (const delivery of this.#pending.values()) {
			if (this.#underWay.size >= AT_ONCE) break;
			if (delivery.dueAt > now || this.#underWay.has(delivery.id)) continue;
			const work = this.#attempt(delivery)
				.catch((error: unknown) => this.#context.log(`sns: a delivery stopped: ${String(error)}`))
				.finally(() => {
					this.#underWay.delete(delivery.id);
					this.#look();
				});
			this.#underWay.set(delivery.id, work);
		}
		if (this.#pending.size > this.#underWay.size) this.#timer = setTimeout(() => this.#look(), LOOK_MS);
	}

	async #attempt(delivery: Delivery): Promise<void> {
		const { clock } = this.#context;
		const startedAt = clock.now();
		// A subscription that is gone by now gets nothing any more.
		if (delivery.kind === "Notification" && !this.#topics.findSubscription(delivery.subscriptionArn))
			return this.#done(delivery);
		try {
			await deliver(this.#context, delivery);
			// Here the endpoint has it, and a crash before the next line delivers it a second time.
			return await this.#done(delivery);
		} catch (error) {
			const attempts = delivery.attempts + 1;
			const firstAttemptAt = delivery.firstAttemptAt ?? startedAt;
			const policy = this.#topics.findSubscription(delivery.subscriptionArn)?.attributes["DeliveryPolicy"];
			const delay =
				error instanceof DeliveryRefused
					? undefined
					: retryDelay(retrySchedule(delivery.protocol, policy), attempts, clock.now() - firstAttemptAt);
			const reason = error instanceof Error ? error.message : String(error);
			if (delay === undefined) return this.#giveUp(delivery, reason);
			await this.#again({ ...delivery, attempts, firstAttemptAt }, clock.now() + delay);
		}
	}

	/** To the dead-letter queue where there is one; without one it is discarded, as on AWS, and the log says so. */
	async #giveUp(delivery: Delivery, reason: string): Promise<void> {
		const { log } = this.#context;
		const deadLetters = deadLetterArn(
			this.#topics.findSubscription(delivery.subscriptionArn)?.attributes["RedrivePolicy"],
		);
		const what = `sns: message ${delivery.messageId} to ${delivery.protocol} subscription ${delivery.subscriptionArn}`;
		if (deadLetters === undefined) log(`${what} was given up: ${reason}`);
		else
			try {
				await bury(this.#context, delivery, deadLetters, reason);
			} catch (error) {
				if (!isPermanent(error)) return this.#again(delivery, this.#context.clock.now() + 20_000);
				log(`${what} was given up, and its dead-letter queue refused it: ${error.message}`);
			}
		await this.#done(delivery);
	}

	async #again(delivery: Delivery, dueAt: number): Promise<void> {
		const next = { ...delivery, dueAt };
		await this.#context.state.collection<Delivery>(PENDING).put(next.id, next);
		this.#pending.set(next.id, next);
	}

	async #done(delivery: Delivery): Promise<void> {
		await this.#context.state.collection(PENDING).delete(delivery.id);
		this.#pending.delete(delivery.id);
	}
}

function deadLetterArn(redrivePolicy: string | undefined): string | undefined {
	if (redrivePolicy === undefined) return undefined;
	const policy = readJson(redrivePolicy);
	const arn = isRecord(policy) ? policy["deadLetterTargetArn"] : undefined;
	return typeof arn === "string" ? arn : undefined;
}
