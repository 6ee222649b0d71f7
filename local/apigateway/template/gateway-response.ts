import type { ResourceProvider } from "../../service.ts";
import type { GatewayResponse } from "../definition.ts";
import type { ApiParts } from "../parts.ts";
import { isResponseType } from "../response/response-type.ts";
import { checkTemplate } from "../response/template.ts";
import { partProvider, refuse, texts } from "./part-provider.ts";

const headerPrefix = "gatewayresponse.header.";

/** What API Gateway itself answers when it refuses: status, fixed headers and a template. */
export const gatewayResponseProvider = (parts: ApiParts): ResourceProvider =>
	partProvider<GatewayResponse>({
		type: "AWS::ApiGateway::GatewayResponse",
		collection: parts.responses,
		read: (properties, id) => {
			const type = properties.text("ResponseType");
			if (!isResponseType(type)) throw refuse(`the ResponseType ${type} is not simulated`);
			const templates = texts(properties.any("ResponseTemplates"), "ResponseTemplates");
			for (const template of Object.values(templates)) checkTemplate(template);
			const status = properties.whole("StatusCode", 100, 599);
			return {
				id,
				apiId: properties.text("RestApiId"),
				type,
				...(status === undefined ? {} : { status }),
				headers: readHeaders(properties.any("ResponseParameters")),
				templates,
			};
		},
	});

/** Only literal values: `'text'`. */
function readHeaders(value: unknown): Record<string, string> {
	const read = texts(value, "ResponseParameters");
	return Object.fromEntries(
		Object.entries(read).map(([name, text]) => {
			const literal = /^'(.*)'$/.exec(text)?.[1];
			if (!name.startsWith(headerPrefix) || literal === undefined)
				throw refuse(`ResponseParameters ${name} = ${text}: only headers with a literal value are simulated`);
			return [name.slice(headerPrefix.length), literal];
		}),
	);
}
