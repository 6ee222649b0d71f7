import { randomUUID } from "node:crypto";
import type { LocalContext, Service } from "../service.ts";
import { AsynchronousInvocations } from "./asynchronous/invocations.ts";
import { invokeConfigProvider } from "./asynchronous/invoke-config.ts";
import { functionPolicy, permissionProvider } from "./function-policy.ts";
import { functionProvider } from "./function-resource.ts";
import { Functions } from "./functions.ts";
import { invokeApi } from "./invoke-api.ts";
import { Invoker } from "./invoker.ts";
import { Mappings } from "./mapping/mappings.ts";
import type { FindAsset } from "./task-root.ts";

/**
 * AWS Lambda: functions run from their bundles in processes of their own, are invoked through the SDK's protocol,
 * by other services and by event source mappings. Fills in the links `invokeFunction` and `runFunction`.
 */
export function createLambda(context: LocalContext, options: { findAsset: FindAsset }): Service {
	const functions = new Functions(context.state);
	const invoker = new Invoker(context, options.findAsset);
	const asynchronous = new AsynchronousInvocations(context, functions, invoker);
	const mappings = new Mappings({ context, functions, invoker });

	const permitted = async (functionArn: string, from: Parameters<typeof context.authorize>[0]["caller"]) => {
		const configuration = await functions.find(functionArn);
		context.authorize({
			caller: from,
			action: "lambda:InvokeFunction",
			resource: configuration.arn,
			resourcePolicy: await functionPolicy(context.state, configuration.name),
		});
		return configuration;
	};
	context.links.invokeFunction = async ({ functionArn, payload, from }) => {
		const configuration = await permitted(functionArn, from);
		await asynchronous.accept({ configuration, payload, requestId: randomUUID() });
	};
	context.links.runFunction = async ({ functionArn, payload, from, wait }) => {
		const configuration = await permitted(functionArn, from);
		return invoker.invoke({ configuration, payload, wait });
	};

	return {
		names: ["lambda"],
		handle: (request) => invokeApi(request, { context, functions, invoker, asynchronous }),
		resources: [
			functionProvider({
				context,
				functions,
				findAsset: options.findAsset,
				retire: (name) => invoker.retire(name),
			}),
			permissionProvider(context.state, functions),
			invokeConfigProvider(context.state, functions),
			mappings.provider,
		],
		start: async () => {
			asynchronous.start();
			await mappings.start();
		},
		stop: async () => {
			// The processes go first: nobody waits for a batch that is still at work; it is delivered again.
			await Promise.all([invoker.stop(), asynchronous.stop(), mappings.stop()]);
		},
	};
}
