import { readProperties } from "../../cloudformation/properties.ts";
import type { ResourceProvider } from "../../service.ts";

const type = "AWS::ApiGateway::Account";

/** The account's role for logs; nothing here needs it, so it only has an id. */
export const accountProvider: ResourceProvider = {
	type,
	apply: async (request) => {
		readProperties(type, request).end();
		return { physicalId: `${request.stack}-${request.logicalId}`, attributes: {} };
	},
};
