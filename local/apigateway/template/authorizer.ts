import type { ResourceProvider } from "../../service.ts";
import type { Authorizer } from "../definition.ts";
import type { ApiParts } from "../parts.ts";
import { functionOf, partProvider, refuse } from "./part-provider.ts";

/** Lambda authorizers of type TOKEN and REQUEST. */
export const authorizerProvider = (parts: ApiParts): ResourceProvider =>
	partProvider<Authorizer>({
		type: "AWS::ApiGateway::Authorizer",
		collection: parts.authorizers,
		read: (properties, id) => {
			properties.text("Name");
			const type = properties.oneOf("Type", ["TOKEN", "REQUEST"]);
			if (!type) throw refuse("an authorizer needs a Type");
			const ttl = properties.whole("AuthorizerResultTtlInSeconds", 0, 3600) ?? 300;
			const sources = (properties.maybeText("IdentitySource") ?? "")
				.split(",")
				.map((source) => source.trim())
				.filter((source) => source !== "");
			for (const source of sources)
				if (!/^method\.request\.(header|querystring)\./.test(source))
					throw refuse(`the identity source ${source} is not simulated`);
			if (sources.length === 0 && (type === "TOKEN" || ttl > 0))
				throw refuse("an authorizer that keeps its answers needs an IdentitySource");
			const validation = properties.maybeText("IdentityValidationExpression");
			return {
				id,
				apiId: properties.text("RestApiId"),
				type,
				functionArn: functionOf(properties.text("AuthorizerUri")),
				identitySources: sources,
				ttl,
				...(validation === undefined ? {} : { validation }),
			};
		},
	});
