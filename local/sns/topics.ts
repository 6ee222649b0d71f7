import type { LocalContext } from "../service.ts";
import type { Change } from "../state.ts";
import { compileFilter, type Filter } from "./filter-policy.ts";
import { refuse } from "./refuse.ts";

export interface Topic {
	name: string;
	arn: string;
	/** `DisplayName`, `KmsMasterKeyId`, `Policy`, `TracingConfig`. */
	attributes: Record<string, string>;
	tags: Record<string, string>;
}

export const protocols = ["sqs", "lambda", "email", "email-json", "sms", "http", "https"] as const;
export type Protocol = (typeof protocols)[number];

export interface Subscription {
	arn: string;
	topicArn: string;
	protocol: Protocol;
	endpoint: string;
	/** `FilterPolicy`, `FilterPolicyScope`, `RawMessageDelivery`, `RedrivePolicy`, `DeliveryPolicy`. */
	attributes: Record<string, string>;
	/** Messages flow only after confirmation. */
	confirmed: boolean;
	/** What `ConfirmSubscription` must bring. */
	token: string;
}

const TOPICS = "sns-topics";
const SUBSCRIPTIONS = "sns-subscriptions";

/** Topics and subscriptions: few, so all in memory; each change is committed before it is shown. */
export class Topics {
	readonly #context: LocalContext;
	readonly #topics = new Map<string, Topic>();
	readonly #subscriptions = new Map<string, Subscription>();
	readonly #filters = new WeakMap<Subscription, Filter>();

	private constructor(context: LocalContext) {
		this.#context = context;
	}

	static async open(context: LocalContext): Promise<Topics> {
		const topics = new Topics(context);
		for (const [, topic] of await context.state.collection<Topic>(TOPICS).list())
			topics.#topics.set(topic.arn, topic);
		for (const [, subscription] of await context.state.collection<Subscription>(SUBSCRIPTIONS).list())
			topics.#subscriptions.set(subscription.arn, subscription);
		return topics;
	}

	arnOf(name: string): string {
		return `arn:aws:sns:${this.#context.region}:${this.#context.account}:${name}`;
	}

	all(): Topic[] {
		return [...this.#topics.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
	}

	find(arn: string): Topic | undefined {
		return this.#topics.get(arn);
	}

	byArn(arn: string): Topic {
		const topic = this.#topics.get(arn);
		if (!topic) throw refuse.noTopic();
		return topic;
	}

	subscriptions(topicArn?: string): Subscription[] {
		return [...this.#subscriptions.values()]
			.filter((subscription) => topicArn === undefined || subscription.topicArn === topicArn)
			.sort((a, b) => (a.arn < b.arn ? -1 : 1));
	}

	findSubscription(arn: string): Subscription | undefined {
		return this.#subscriptions.get(arn);
	}

	subscription(arn: string): Subscription {
		const subscription = this.#subscriptions.get(arn);
		if (!subscription) throw refuse.noSubscription();
		return subscription;
	}

	/** The compiled filter of a subscription. */
	filter(subscription: Subscription): Filter {
		const known = this.#filters.get(subscription);
		if (known) return known;
		const filter = compileFilter(
			subscription.attributes["FilterPolicy"],
			subscription.attributes["FilterPolicyScope"],
		);
		this.#filters.set(subscription, filter);
		return filter;
	}

	async saveTopic(topic: Topic): Promise<Topic> {
		await this.#context.state.collection<Topic>(TOPICS).put(topic.arn, topic);
		this.#topics.set(topic.arn, topic);
		return topic;
	}

	async saveSubscription(subscription: Subscription): Promise<Subscription> {
		await this.#context.state.collection<Subscription>(SUBSCRIPTIONS).put(subscription.arn, subscription);
		this.#subscriptions.set(subscription.arn, subscription);
		return subscription;
	}

	async removeSubscription(arn: string): Promise<void> {
		this.#subscriptions.delete(arn);
		await this.#context.state.collection(SUBSCRIPTIONS).delete(arn);
	}

	/** Removes a topic with its subscriptions. */
	async removeTopic(arn: string): Promise<void> {
		const changes: Change[] = [{ collection: TOPICS, key: arn, delete: true }];
		for (const subscription of this.subscriptions(arn)) {
			this.#subscriptions.delete(subscription.arn);
			changes.push({ collection: SUBSCRIPTIONS, key: subscription.arn, delete: true });
		}
		this.#topics.delete(arn);
		await this.#context.state.commit(changes);
	}
}
