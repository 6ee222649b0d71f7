import { Members } from "../members.ts";
import { AwsError } from "../service.ts";
import type { AttributeValue } from "./delivery.ts";
import type { Operation } from "./desk.ts";
import { entries, members } from "./lists.ts";
import { type Draft, mayPublish, publish } from "./publish.ts";
import { refuse } from "./refuse.ts";

export const publishMessage: Operation = async (desk, input, caller) => {
	const topic = desk.topics.byArn(input.maybeText("TopicArn") ?? input.text("TargetArn"));
	const draft = readDraft(input);
	input.end();
	await mayPublish(desk.context, topic, caller);
	return { MessageId: await publish(desk, topic, draft) };
};

export const publishBatch: Operation = async (desk, input, caller) => {
	const topic = desk.topics.byArn(input.text("TopicArn"));
	const batch = members(input, "PublishBatchRequestEntries");
	input.end();
	if (batch.length === 0) throw new AwsError("EmptyBatchRequest", "The batch holds no entries");
	if (batch.length > 10)
		throw new AwsError("TooManyEntriesInBatchRequest", "A batch takes at most 10 entries");
	const ids = batch.map((entry) => entry.text("Id"));
	if (new Set(ids).size < ids.length)
		throw new AwsError("BatchEntryIdsNotDistinct", "Two entries of the batch have the same Id");
	await mayPublish(desk.context, topic, caller);
	const Successful: { Id: string; MessageId: string }[] = [];
	const Failed: { Id: string; Code: string; Message: string; SenderFault: boolean }[] = [];
	for (const [index, entry] of batch.entries()) {
		const Id = ids[index] ?? "";
		try {
			const draft = readDraft(entry);
			entry.end();
			Successful.push({ Id, MessageId: await publish(desk, topic, draft) });
		} catch (error) {
			if (!(error instanceof AwsError)) throw error;
			Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: error.status < 500 });
		}
	}
	return { Successful: { member: Successful }, Failed: { member: Failed } };
};

function readDraft(input: Members): Draft {
	const subject = input.maybeText("Subject");
	const structure = input.oneOf("MessageStructure", ["json"]);
	return {
		message: input.text("Message"),
		...(subject === undefined ? {} : { subject }),
		...(structure === undefined ? {} : { structured: true }),
		attributes: Object.fromEntries(entries(input, "MessageAttributes", "Name", "Value", readAttribute)),
	};
}

function readAttribute(value: unknown, name: string): AttributeValue {
	const input = new Members(value, `MessageAttributes ${name}`, refuse.parameter);
	const Type = input.text("DataType");
	const Value = input.maybeText("StringValue");
	if (input.has("BinaryValue") || Type === "Binary")
		throw refuse.parameter(
			`MessageAttributes ${name}: binary values are not honoured by the local cloud; send text`,
		);
	input.end();
	if (!["String", "String.Array", "Number"].includes(Type) || Value === undefined || Value === "")
		throw refuse.parameter(`MessageAttributes ${name} needs a String, String.Array or Number and a value`);
	if (Type === "Number" && !Number.isFinite(Number(Value)))
		throw refuse.parameter(`MessageAttributes ${name} is not a number`);
	return { Type, Value };
}
