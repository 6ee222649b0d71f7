import { isRecord } from "../record.ts";
import { readJson } from "./json.ts";
import { refuse } from "./refuse.ts";
import type { Protocol } from "./topics.ts";

/** The phases of retrying, in order; delays in seconds. */
interface Phase {
	retries: number;
	delay(index: number): number;
}

export interface RetrySchedule {
	phases: readonly Phase[];
	/** Seconds after the first attempt when it is given up, whatever is left. */
	limit: number;
}

const fixed = (retries: number, delay: number): Phase => ({ retries, delay: () => delay });
const exponential = (retries: number, least: number, most: number): Phase => ({
	retries,
	delay: (index) => Math.min(most, least * (most / least) ** (index / Math.max(1, retries - 1))),
});
const linear = (retries: number, least: number, most: number): Phase => ({
	retries,
	delay: (index) => least + ((most - least) * index) / Math.max(1, retries - 1),
});

/** SQS and Lambda: 100,015 attempts over 23 days (developer guide, "Amazon SNS message delivery retries"). */
const managed: RetrySchedule = {
	phases: [fixed(3, 0), fixed(2, 1), exponential(10, 1, 20), fixed(100_000, 20)],
	limit: Number.POSITIVE_INFINITY,
};
/** Email and SMS: 50 attempts over more than 6 hours. */
const mail: RetrySchedule = {
	phases: [fixed(2, 10), exponential(10, 10, 600), fixed(38, 600)],
	limit: Number.POSITIVE_INFINITY,
};
/** HTTP and HTTPS: 3 retries 20 s apart unless a delivery policy says otherwise; never longer than 3,600 s. */
const web: RetrySchedule = { phases: [fixed(3, 20)], limit: 3600 };

/** How a subscription's deliveries are tried again. */
export function retrySchedule(protocol: Protocol, deliveryPolicy?: string): RetrySchedule {
	if (protocol === "sqs" || protocol === "lambda") return managed;
	if (protocol !== "http" && protocol !== "https") return mail;
	if (deliveryPolicy === undefined) return web;
	return { phases: parseDeliveryPolicy(deliveryPolicy), limit: 3600 };
}

/** Milliseconds to wait after `failed` failed attempts; `undefined` when it is given up. */
export function retryDelay(schedule: RetrySchedule, failed: number, sinceFirst: number): number | undefined {
	let index = failed - 1;
	for (const phase of schedule.phases) {
		if (index < phase.retries) {
			const delay = phase.delay(index) * 1000;
			return sinceFirst + delay > schedule.limit * 1000 ? undefined : delay;
		}
		index -= phase.retries;
	}
	return undefined;
}

/** Reads `healthyRetryPolicy` of an HTTP subscription's delivery policy; refuses what is not honoured. */
export function parseDeliveryPolicy(text: string): Phase[] {
	const policy = readJson(text);
	if (!isRecord(policy)) throw refuse.parameter("DeliveryPolicy is not a JSON object");
	const { healthyRetryPolicy, ...other } = policy;
	const [unknown] = Object.keys(other);
	if (unknown !== undefined || !isRecord(healthyRetryPolicy))
		throw refuse.parameter(
			`DeliveryPolicy: ${unknown ?? "no healthyRetryPolicy"}: the local cloud honours that alone`,
		);
	const {
		minDelayTarget = 20,
		maxDelayTarget = 20,
		numRetries = 3,
		numNoDelayRetries = 0,
		numMinDelayRetries = 0,
		numMaxDelayRetries = 0,
		backoffFunction = "linear",
		...rest
	} = healthyRetryPolicy;
	const [strange] = Object.keys(rest);
	if (strange !== undefined) throw refuse.parameter(`DeliveryPolicy: ${strange} is not known`);
	if (backoffFunction !== "linear" && backoffFunction !== "exponential")
		throw refuse.parameter(
			`DeliveryPolicy: backoffFunction ${String(backoffFunction)} is not honoured by the local cloud; it takes linear and exponential`,
		);
	const whole = (name: string, value: unknown, most: number): number => {
		if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
		throw refuse.parameter(`DeliveryPolicy: ${name} takes a whole number up to ${most}`);
	};
	const least = whole("minDelayTarget", minDelayTarget, 3600);
	const most = whole("maxDelayTarget", maxDelayTarget, 3600);
	const none = whole("numNoDelayRetries", numNoDelayRetries, 100);
	const short = whole("numMinDelayRetries", numMinDelayRetries, 100);
	const long = whole("numMaxDelayRetries", numMaxDelayRetries, 100);
	const between = whole("numRetries", numRetries, 100) - none - short - long;
	if (least < 1 || most < least || between < 0)
		throw refuse.parameter("DeliveryPolicy: delays or counts contradict each other");
	const growing = backoffFunction === "linear" ? linear : exponential;
	return [fixed(none, 0), fixed(short, least), growing(between, least, most), fixed(long, most)];
}
