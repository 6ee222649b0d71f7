import { link } from "../link.ts";
import type { LocalContext, ResourceProvider } from "../service.ts";
import { functionType, readFunctionConfiguration } from "./function-configuration.ts";
import { deleteFunctionPolicy } from "./function-policy.ts";
import type { Functions } from "./functions.ts";
import { type FindAsset, taskRoot } from "./task-root.ts";

/** Creates functions; the role must be one that Lambda can assume and the code must be there, as at AWS. */
export function functionProvider(options: {
	context: LocalContext;
	functions: Functions;
	findAsset: FindAsset;
	/** Called when a function's processes are not to be used again. */
	retire(name: string): void;
}): ResourceProvider {
	const { context, functions, findAsset, retire } = options;
	return {
		type: functionType,
		apply: async (request) => {
			const configuration = readFunctionConfiguration(request);
			taskRoot(configuration, findAsset, context.state.directory);
			const { roleArn, name } = configuration;
			await link(context, "assumeServiceRole")({ roleArn, service: "lambda.amazonaws.com", session: name });
			await functions.put(configuration);
			retire(name);
			return { physicalId: name, attributes: { Arn: configuration.arn } };
		},
		remove: async ({ physicalId }) => {
			await functions.delete(physicalId);
			await deleteFunctionPolicy(context.state, physicalId);
			retire(physicalId);
		},
	};
}
