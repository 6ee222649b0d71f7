import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Alert, AlertTopic } from "../src/incidents/alert.ts";
import { storeError } from "./store-error.ts";

/** The Alerts topic: email and SMS by SNS itself, the queue of `notify`. */
export function alertTopic(sns: SNSClient, topic: string): AlertTopic {
	return {
		async publish(alert) {
			const attribute = (value: string) => ({ DataType: "String", StringValue: value });
			try {
				await sns.send(
					new PublishCommand({
						TopicArn: topic,
						Subject: `Audit trail: ${alert.rule}, ${alert.severity}`.slice(0, 100),
						// Machines get the JSON, people a text; none of them holds a value of an event.
						MessageStructure: "json",
						Message: JSON.stringify({ default: JSON.stringify(alert), email: email(alert), sms: sms(alert) }),
						MessageAttributes: {
							severity: attribute(alert.severity),
							rule: attribute(alert.rule),
							tenant: attribute(alert.tenant),
						},
					}),
				);
			} catch (cause) {
				throw storeError(cause);
			}
		},
	};
}

const email = (alert: Alert): string =>
	[
		`The rule ${alert.rule} (${alert.severity}) opened an incident in ${alert.tenant}.`,
		"",
		`Events:   ${alert.count}`,
		`First:    ${alert.firstAt}`,
		`Last:     ${alert.lastAt}`,
		`Incident: ${alert.incident}`,
		"",
		`Open it with a credential that may read incidents: ${alert.link}`,
		"",
		"This message holds no values of events. What to do stands in the rule's runbook.",
		`Alert ${alert.alert}`,
	].join("\n");

const sms = (alert: Alert): string =>
	`Audit trail: ${alert.severity} ${alert.rule}, ${alert.count} events. ${alert.link}`;
