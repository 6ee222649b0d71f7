import { Members } from "../members.ts";
import { AwsError, type ResourceRequest } from "../service.ts";
import { propertiesWithoutEffect } from "./not-simulated.ts";

/**
 * A resource's properties, to be read one by one and then ended: whatever was not read is refused by name, except
 * what `not-simulated.ts` lists as without effect.
 */
export function readProperties(type: string, request: ResourceRequest): Members {
	const place = `${type} ${request.logicalId}`;
	const members = new Members(
		request.properties,
		place,
		(message) => new AwsError("ValidationError", message),
	);
	for (const name of Object.keys(propertiesWithoutEffect[type] ?? {})) members.any(name);
	return members;
}
