import type { ResourceProvider } from "../../service.ts";
import type { Collection } from "../../state.ts";
import type { Deployed } from "../definition.ts";
import type { ApiParts } from "../parts.ts";
import { partProvider, refuse } from "./part-provider.ts";

/** Takes a picture of the API as it stands; stages serve pictures only. */
export const deploymentProvider = (parts: ApiParts, changed: () => void): ResourceProvider =>
	partProvider<Deployed>({
		type: "AWS::ApiGateway::Deployment",
		collection: parts.deployments,
		changed,
		read: async (properties, id) => {
			const apiId = properties.text("RestApiId");
			const api = await parts.apis.get(apiId);
			if (!api) throw refuse(`there is no API ${apiId}`);
			const of = async <Part extends { apiId: string }>(collection: Collection<Part>): Promise<Part[]> =>
				(await collection.list()).map(([, part]) => part).filter((part) => part.apiId === apiId);
			const methods = await of(parts.methods);
			if (methods.length === 0) throw refuse("The REST API doesn't contain any methods");
			return {
				id,
				apiId,
				api,
				methods,
				resources: await of(parts.resources),
				authorizers: await of(parts.authorizers),
				validators: await of(parts.validators),
				models: await of(parts.models),
				responses: await of(parts.responses),
			};
		},
	});
