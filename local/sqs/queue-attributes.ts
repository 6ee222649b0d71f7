import { refuse } from "./refuse.ts";

const whole = (least: number, most: number) => (name: string, value: string) => {
	if (!/^\d+$/.test(value) || Number(value) < least || Number(value) > most)
		throw refuse.attribute(`${name} takes a whole number from ${least} to ${most}, not ${value}`);
};
const oneOf =
	(...choices: string[]) =>
	(name: string, value: string) => {
		if (!choices.includes(value))
			throw refuse.attribute(`${name} takes ${choices.join(" or ")} here, not ${value}`);
	};
const json = (name: string, value: string) => {
	if (value !== "") parseJson(name, value);
};
const any = () => {};

/**
 * Every attribute of a queue that is honoured, with its default and the values it takes
 * (API reference, SetQueueAttributes; messages of up to 1 MiB).
 * `FifoThroughputLimit` takes `perQueue` only: no throughput ceiling is simulated.
 */
const rules: Record<string, { default?: string; check: (name: string, value: string) => void }> = {
	DelaySeconds: { default: "0", check: whole(0, 900) },
	MaximumMessageSize: { default: "1048576", check: whole(1024, 1_048_576) },
	MessageRetentionPeriod: { default: "345600", check: whole(60, 1_209_600) },
	ReceiveMessageWaitTimeSeconds: { default: "0", check: whole(0, 20) },
	VisibilityTimeout: { default: "30", check: whole(0, 43_200) },
	Policy: { check: json },
	RedrivePolicy: { check: json },
	RedriveAllowPolicy: { check: json },
	KmsMasterKeyId: { check: any },
	KmsDataKeyReusePeriodSeconds: { check: whole(60, 86_400) },
	SqsManagedSseEnabled: { check: oneOf("true", "false") },
	FifoQueue: { check: oneOf("true") },
	ContentBasedDeduplication: { check: oneOf("true", "false") },
	DeduplicationScope: { check: oneOf("queue", "messageGroup") },
	FifoThroughputLimit: { check: oneOf("perQueue") },
};
const fifoOnly = ["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"];

export const queueAttributeNames = Object.keys(rules);

/** What the attributes mean; seconds and bytes as AWS counts them. */
export interface QueueSettings {
	delaySeconds: number;
	maximumBytes: number;
	retentionSeconds: number;
	waitSeconds: number;
	visibilitySeconds: number;
	policy: unknown;
	redrive: { deadLetterTargetArn: string; maxReceiveCount: number } | undefined;
	redriveAllow:
		| { redrivePermission: "allowAll" | "denyAll" | "byQueue"; sourceQueueArns: string[] }
		| undefined;
	/** Key id, alias or ARN as given. */
	key: string | undefined;
	fifo: boolean;
	contentDeduplication: boolean;
	deduplicationScope: "queue" | "messageGroup";
}

/** Parses and checks a queue's attributes; throws InvalidAttributeName or InvalidAttributeValue. */
export function parseQueueAttributes(attributes: Readonly<Record<string, string>>): QueueSettings {
	for (const [name, value] of Object.entries(attributes)) {
		const rule = rules[name];
		if (!rule) throw refuse.attributeName(name);
		rule.check(name, value);
	}
	const read = (name: string) => attributes[name] ?? rules[name]?.default ?? "";
	const fifo = read("FifoQueue") === "true";
	const misplaced = fifoOnly.find((name) => !fifo && attributes[name] !== undefined);
	if (misplaced) throw refuse.attributeName(misplaced);
	const key = read("KmsMasterKeyId");
	if (key.startsWith("alias/aws/"))
		throw refuse.attribute(
			`KmsMasterKeyId ${key}: keys managed by AWS are not simulated; name a key of your own, or set SqsManagedSseEnabled`,
		);
	if (key !== "" && read("SqsManagedSseEnabled") === "true")
		throw refuse.attribute("a queue takes either KmsMasterKeyId or SqsManagedSseEnabled, not both");
	return {
		delaySeconds: Number(read("DelaySeconds")),
		maximumBytes: Number(read("MaximumMessageSize")),
		retentionSeconds: Number(read("MessageRetentionPeriod")),
		waitSeconds: Number(read("ReceiveMessageWaitTimeSeconds")),
		visibilitySeconds: Number(read("VisibilityTimeout")),
		policy: read("Policy") === "" ? undefined : parseJson("Policy", read("Policy")),
		redrive: parseRedrive(read("RedrivePolicy")),
		redriveAllow: parseRedriveAllow(read("RedriveAllowPolicy")),
		key: key === "" ? undefined : key,
		fifo,
		contentDeduplication: read("ContentBasedDeduplication") === "true",
		deduplicationScope: read("DeduplicationScope") === "messageGroup" ? "messageGroup" : "queue",
	};
}

/** The attributes with the defaults of those that were not set, as GetQueueAttributes shows them. */
export function withDefaults(attributes: Readonly<Record<string, string>>): Record<string, string> {
	const shown: Record<string, string> = {};
	for (const [name, rule] of Object.entries(rules)) {
		const value = attributes[name] ?? rule.default;
		if (value !== undefined && value !== "") shown[name] = value;
	}
	if (attributes["KmsMasterKeyId"]) shown["KmsDataKeyReusePeriodSeconds"] ??= "300";
	else shown["SqsManagedSseEnabled"] ??= "true";
	if (attributes["FifoQueue"] === "true") {
		shown["ContentBasedDeduplication"] ??= "false";
		shown["DeduplicationScope"] ??= "queue";
		shown["FifoThroughputLimit"] ??= "perQueue";
	}
	return shown;
}

function parseRedrive(text: string): QueueSettings["redrive"] {
	if (text === "") return undefined;
	const value = parseJson("RedrivePolicy", text);
	const { deadLetterTargetArn, maxReceiveCount, ...rest } = value;
	const count = Number(maxReceiveCount);
	if (typeof deadLetterTargetArn !== "string" || !Number.isInteger(count) || count < 1 || count > 1000)
		throw refuse.attribute("RedrivePolicy needs deadLetterTargetArn and a maxReceiveCount from 1 to 1000");
	refuseRest("RedrivePolicy", rest);
	return { deadLetterTargetArn, maxReceiveCount: count };
}

function parseRedriveAllow(text: string): QueueSettings["redriveAllow"] {
	if (text === "") return undefined;
	const { redrivePermission, sourceQueueArns, ...rest } = parseJson("RedriveAllowPolicy", text);
	refuseRest("RedriveAllowPolicy", rest);
	const sources = Array.isArray(sourceQueueArns) ? sourceQueueArns.map(String) : [];
	if (redrivePermission !== "allowAll" && redrivePermission !== "denyAll" && redrivePermission !== "byQueue")
		throw refuse.attribute("RedriveAllowPolicy needs redrivePermission allowAll, denyAll or byQueue");
	if ((redrivePermission === "byQueue") !== sources.length > 0 || sources.length > 10)
		throw refuse.attribute("RedriveAllowPolicy takes 1 to 10 sourceQueueArns with byQueue, and only then");
	return { redrivePermission, sourceQueueArns: sources };
}

function refuseRest(where: string, rest: Record<string, unknown>): void {
	const [name] = Object.keys(rest);
	if (name !== undefined) throw refuse.attribute(`${where}: ${name} is not known`);
}

function parseJson(name: string, text: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
	} catch {}
	throw refuse.attribute(`${name} is not a JSON object`);
}
