import type { Target } from "../stores/account.ts";
import type { Call } from "./command.ts";

/** AWS as this call means it: a local cloud's, where `--state` or the default directory has one; else AWS itself. */
export function target(call: Call): Target {
	const region =
		call.text("region") ?? call.environment["AWS_REGION"] ?? call.environment["AWS_DEFAULT_REGION"];
	const endpoints = call.environment["AWS_ENDPOINT_URL"] === undefined ? call.endpoints() : undefined;
	if (endpoints?.aws === undefined || !endpoints.credentials || call.flag("aws"))
		return region === undefined ? {} : { region };
	return {
		endpoint: endpoints.aws,
		region: endpoints.region ?? "us-east-1",
		credentials: endpoints.credentials,
	};
}
