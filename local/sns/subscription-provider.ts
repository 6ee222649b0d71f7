import { Members } from "../members.ts";
import type { ResourceProvider } from "../service.ts";
import type { Desk } from "./desk.ts";
import { refuse } from "./refuse.ts";
import { parseSubscriptionAttributes, subscribe } from "./subscribe.ts";
import { protocols } from "./topics.ts";

/** `AWS::SNS::Subscription`. Topic, protocol and endpoint cannot change in place; attributes can. */
export function subscriptionProvider(desk: Desk): ResourceProvider {
	const { context, topics } = desk;
	return {
		type: "AWS::SNS::Subscription",
		apply: async ({ logicalId, properties, physicalId }) => {
			const input = new Members(properties, `AWS::SNS::Subscription ${logicalId}`, refuse.parameter);
			const topic = topics.byArn(input.text("TopicArn"));
			const protocol = input.oneOf("Protocol", protocols);
			const endpoint = input.text("Endpoint");
			const region = input.maybeText("Region");
			const attributes: Record<string, string> = {};
			for (const name of ["FilterPolicy", "RedrivePolicy", "DeliveryPolicy"]) {
				const value = input.any(name);
				if (value !== undefined) attributes[name] = typeof value === "string" ? value : JSON.stringify(value);
			}
			const scope = input.maybeText("FilterPolicyScope");
			if (scope !== undefined) attributes["FilterPolicyScope"] = scope;
			const raw = input.flag("RawMessageDelivery");
			if (raw !== undefined) attributes["RawMessageDelivery"] = String(raw);
			input.end();
			if (protocol === undefined) throw refuse.parameter(`${logicalId} needs Protocol`);
			if (region !== undefined && region !== context.region)
				throw refuse.parameter(`${logicalId}: Region ${region} is not the one of the local cloud`);
			const kept = topics
				.subscriptions(topic.arn)
				.find((known) => known.protocol === protocol && known.endpoint === endpoint);
			if (physicalId !== undefined && kept === undefined) await topics.removeSubscription(physicalId);
			const subscription = kept
				? await topics.saveSubscription({
						...kept,
						attributes: parseSubscriptionAttributes(protocol, attributes),
					})
				: await subscribe(desk, topic, { protocol, endpoint, attributes });
			return { physicalId: subscription.arn, attributes: { Arn: subscription.arn } };
		},
		remove: ({ physicalId }) => topics.removeSubscription(physicalId),
	};
}
