import type { Members } from "../../members.ts";
import type { ResourceProvider } from "../../service.ts";
import type { Method } from "../definition.ts";
import type { ApiParts } from "../parts.ts";
import { functionOf, partProvider, refuse, texts } from "./part-provider.ts";

const longestTimeout = 29_000;

/** Methods with a Lambda proxy integration; every other integration is refused. */
export const methodProvider = (parts: ApiParts): ResourceProvider =>
	partProvider<Method>({
		type: "AWS::ApiGateway::Method",
		collection: parts.methods,
		read: (properties, id) => {
			const authorization = properties.oneOf("AuthorizationType", ["NONE", "CUSTOM"]) ?? "NONE";
			const authorizerId = properties.maybeText("AuthorizerId");
			if ((authorization === "CUSTOM") !== (authorizerId !== undefined))
				throw refuse("AuthorizationType CUSTOM and AuthorizerId go together");
			if (properties.flag("ApiKeyRequired")) throw refuse("ApiKeyRequired is not simulated");
			const validatorId = properties.maybeText("RequestValidatorId");
			return {
				id,
				apiId: properties.text("RestApiId"),
				resourceId: properties.text("ResourceId"),
				httpMethod: properties.text("HttpMethod"),
				...(authorizerId === undefined ? {} : { authorizerId }),
				...(validatorId === undefined ? {} : { validatorId }),
				requestParameters: readParameters(properties.any("RequestParameters")),
				requestModels: texts(properties.any("RequestModels"), "RequestModels"),
				...readIntegration(properties.inner("Integration")),
			};
		},
	});

function readIntegration(integration: Members | undefined): Pick<Method, "functionArn" | "timeout"> {
	if (!integration) throw refuse("a method needs an Integration");
	if (!integration.oneOf("Type", ["AWS_PROXY"])) throw refuse("Integration needs Type AWS_PROXY");
	integration.oneOf("IntegrationHttpMethod", ["POST"]);
	const read = {
		functionArn: functionOf(integration.text("Uri")),
		timeout: integration.whole("TimeoutInMillis", 50, longestTimeout) ?? longestTimeout,
	};
	integration.end();
	return read;
}

function readParameters(value: unknown): Record<string, boolean> {
	const entries = Object.entries((value ?? {}) as Record<string, unknown>);
	return Object.fromEntries(
		entries.map(([name, required]) => {
			if (!/^method\.request\.(header|querystring|path)\./.test(name))
				throw refuse(`the request parameter ${name} is not simulated`);
			return [name, required === true || required === "true"];
		}),
	);
}
