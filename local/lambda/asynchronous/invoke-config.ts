import { readProperties } from "../../cloudformation/properties.ts";
import { AwsError, type ResourceProvider } from "../../service.ts";
import type { State } from "../../state.ts";
import type { Functions } from "../functions.ts";

/** How a function's asynchronous events are retried and where they go afterwards. */
export interface InvokeConfig {
	maximumRetryAttempts: number;
	/** Seconds */
	maximumEventAge: number;
	onSuccess?: string;
	onFailure?: string;
}

export const defaultInvokeConfig: InvokeConfig = { maximumRetryAttempts: 2, maximumEventAge: 21_600 };

const invokeConfigType = "AWS::Lambda::EventInvokeConfig";

/** By function name. */
export const invokeConfigs = (state: State) => state.collection<InvokeConfig>("lambda-invoke-configs");

export function invokeConfigProvider(state: State, functions: Functions): ResourceProvider {
	return {
		type: invokeConfigType,
		apply: async (request) => {
			const properties = readProperties(invokeConfigType, request);
			const { name } = await functions.find(properties.text("FunctionName"));
			const qualifier = properties.text("Qualifier");
			if (qualifier !== "$LATEST")
				throw new AwsError("InvalidParameterValueException", `there is no version or alias ${qualifier}`);
			const destinations = properties.inner("DestinationConfig");
			const destination = (kind: string): string | undefined => {
				const found = destinations?.inner(kind);
				const arn = found?.text("Destination");
				found?.end();
				return arn;
			};
			const [onSuccess, onFailure] = [destination("OnSuccess"), destination("OnFailure")];
			destinations?.end();
			const config: InvokeConfig = {
				maximumRetryAttempts: properties.whole("MaximumRetryAttempts", 0, 2) ?? 2,
				maximumEventAge: properties.whole("MaximumEventAgeInSeconds", 60, 21_600) ?? 21_600,
				...(onSuccess === undefined ? {} : { onSuccess }),
				...(onFailure === undefined ? {} : { onFailure }),
			};
			properties.end();
			await invokeConfigs(state).put(name, config);
			return { physicalId: name, attributes: {} };
		},
		remove: ({ physicalId }) => invokeConfigs(state).delete(physicalId),
	};
}
