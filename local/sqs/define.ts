import type { LocalContext } from "../service.ts";
import { parseQueueAttributes } from "./queue-attributes.ts";
import type { Queue, Queues } from "./queues.ts";
import { refuse } from "./refuse.ts";

/** Creates a queue or sets its attributes, after checking them and the dead-letter queue that they name. */
export async function defineQueue(
	context: LocalContext,
	queues: Queues,
	name: string,
	attributes: Readonly<Record<string, string>>,
	tags: Readonly<Record<string, string>>,
): Promise<Queue> {
	const settings = parseQueueAttributes(attributes);
	if (!/^[A-Za-z0-9_-]{1,80}$/.test(name.replace(/\.fifo$/, "")) || name.length > 80)
		throw refuse.value("A queue's name takes 1 to 80 letters, digits, hyphens and underscores.");
	if (settings.fifo !== name.endsWith(".fifo"))
		throw refuse.value("The name of a FIFO queue, and only of one, ends with .fifo");
	const kept = queues.find(name);
	if (kept && kept.settings.fifo !== settings.fifo)
		throw refuse.value("FifoQueue cannot be changed; create another queue");
	const arn = queues.arnOf(name);
	if (settings.redrive) {
		const dead = queues.findArn(settings.redrive.deadLetterTargetArn);
		if (!dead)
			throw refuse.value(
				`RedrivePolicy: the dead-letter queue ${settings.redrive.deadLetterTargetArn} does not exist`,
			);
		if (dead.settings.fifo !== settings.fifo)
			throw refuse.value(
				"RedrivePolicy: a FIFO queue needs a FIFO dead-letter queue, a standard one a standard one",
			);
		const allow = dead.settings.redriveAllow;
		if (
			allow?.redrivePermission === "denyAll" ||
			(allow?.redrivePermission === "byQueue" && !allow.sourceQueueArns.includes(arn))
		)
			throw refuse.value(
				`RedrivePolicy: the redrive allow policy of ${dead.record.name} does not admit ${arn}`,
			);
	}
	const now = context.clock.now();
	return queues.save({
		name,
		createdAt: kept?.record.createdAt ?? now,
		modifiedAt: now,
		attributes: Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== "")),
		tags: { ...tags },
	});
}
