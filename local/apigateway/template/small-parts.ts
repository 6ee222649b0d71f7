import type { ResourceProvider } from "../../service.ts";
import type { Model, PathResource, RestApi, Validator } from "../definition.ts";
import type { ApiParts } from "../parts.ts";
import { compileSchema } from "../request/schema.ts";
import { partProvider } from "./part-provider.ts";

/** The parts that need few words: APIs, path resources, validators, models. */
export const smallPartProviders = (parts: ApiParts): ResourceProvider[] => [
	partProvider<RestApi>({
		type: "AWS::ApiGateway::RestApi",
		collection: parts.apis,
		read: (properties, id) => {
			properties.text("Name");
			properties.oneOf("ApiKeySourceType", ["HEADER"]);
			return { id, rootResourceId: `${id}r`, binaryMediaTypes: properties.texts("BinaryMediaTypes") ?? [] };
		},
		attributes: ({ id, rootResourceId }) => ({ RootResourceId: rootResourceId, RestApiId: id }),
	}),
	partProvider<PathResource>({
		type: "AWS::ApiGateway::Resource",
		collection: parts.resources,
		read: (properties, id) => ({
			id,
			apiId: properties.text("RestApiId"),
			parentId: properties.text("ParentId"),
			pathPart: properties.text("PathPart"),
		}),
		attributes: ({ id }) => ({ ResourceId: id }),
	}),
	partProvider<Validator>({
		type: "AWS::ApiGateway::RequestValidator",
		collection: parts.validators,
		read: (properties, id) => {
			properties.maybeText("Name");
			return {
				id,
				apiId: properties.text("RestApiId"),
				body: properties.flag("ValidateRequestBody") ?? false,
				parameters: properties.flag("ValidateRequestParameters") ?? false,
			};
		},
	}),
	partProvider<Model>({
		type: "AWS::ApiGateway::Model",
		collection: parts.models,
		read: (properties, id) => {
			properties.maybeText("ContentType");
			const schema = properties.any("Schema") ?? {};
			compileSchema(schema);
			return {
				id,
				apiId: properties.text("RestApiId"),
				name: properties.maybeText("Name") ?? id,
				schema,
			};
		},
		physicalId: ({ name }) => name,
	}),
];
