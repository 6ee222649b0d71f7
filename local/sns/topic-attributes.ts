import { isRecord } from "../record.ts";
import { readJson } from "./json.ts";
import { refuse } from "./refuse.ts";

/** Checks a topic's attributes; what is not honoured is refused by name. An empty value takes the attribute away. */
export function parseTopicAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
	for (const [name, value] of Object.entries(attributes)) check(name, value);
	return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ""));
}

function check(name: string, value: string): void {
	switch (name) {
		case "DisplayName":
			if (/^[\u0020-\u007e\u00a0-\ud7ff\ue000-\uffff]{0,100}$/u.test(value)) return;
			throw refuse.parameter("DisplayName takes up to 100 printable characters");
		case "KmsMasterKeyId":
			if (!value.startsWith("alias/aws/")) return;
			throw refuse.parameter(
				`KmsMasterKeyId ${value}: keys managed by AWS are not simulated; name a key of your own`,
			);
		case "Policy":
			if (value === "" || isRecord(readJson(value))) return;
			throw refuse.parameter("Policy failed to parse");
		case "TracingConfig":
			if (value === "" || value === "PassThrough") return;
			throw refuse.parameter("TracingConfig Active is not honoured by the local cloud; use PassThrough");
		case "FifoTopic":
			if (value === "false") return;
			throw refuse.parameter("FIFO topics are not honoured by the local cloud");
		default:
			throw refuse.parameter(`${name} is not honoured by the local cloud; take it out, or deploy to AWS`);
	}
}
