/** How a service writes its errors. */
export type Protocol = "json-1.0" | "json-1.1" | "rest-json" | "query" | "s3";

const protocols: Readonly<Record<string, Protocol>> = {
	dynamodb: "json-1.0",
	"streams.dynamodb": "json-1.0",
	sqs: "json-1.0",
	kms: "json-1.1",
	logs: "json-1.1",
	lambda: "rest-json",
	scheduler: "rest-json",
	"execute-api": "rest-json",
	s3: "s3",
	sns: "query",
	sts: "query",
	iam: "query",
};

/** By signing name; without one, by what the request looks like. */
export function protocolOf(service: string, headers: Readonly<Record<string, string>>): Protocol {
	const known = protocols[service];
	if (known) return known;
	const target = headers["x-amz-target"];
	if (target !== undefined) return target.startsWith("TrentService") ? "json-1.1" : "json-1.0";
	return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ? "query" : "s3";
}
