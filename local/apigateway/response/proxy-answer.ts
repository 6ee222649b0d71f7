import { isRecord, type JsonRecord } from "../../record.ts";
import { isBinary } from "../request/media-type.ts";
import type { Answer } from "./answer.ts";
import { GatewayFailure } from "./response-type.ts";

/** Headers that API Gateway renames in a function's answer. */
const remapped = ["connection", "date", "server", "www-authenticate"];
/** Headers that the connection decides. */
const dropped = ["content-length", "transfer-encoding", "keep-alive"];

/**
 * Reads a function's proxy answer (API Gateway Developer Guide, "Output format of a Lambda function for proxy
 * integration"); anything else is a 502.
 */
export function proxyAnswer(
	payload: string,
	binaryMediaTypes: readonly string[],
	accept: string | undefined,
): Answer {
	const answer = parse(payload);
	const status = Number(answer["statusCode"]);
	const body = answer["body"] ?? "";
	if (!Number.isInteger(status) || status < 100 || status > 599 || typeof body !== "string")
		throw malformed();
	const headers = readHeaders(answer);
	const encoded = answer["isBase64Encoded"] ?? false;
	if (typeof encoded !== "boolean") throw malformed();
	headers["content-type"] ??= ["application/json"];
	const decodes = encoded && isBinary(binaryMediaTypes, accept?.split(",")[0] ?? headers["content-type"][0]);
	return { status, headers, body: Buffer.from(body, decodes ? "base64" : "utf8") };
}

function readHeaders(answer: JsonRecord): Record<string, string[]> {
	const headers: Record<string, string[]> = {};
	const single = answer["headers"] ?? {};
	const multiple = answer["multiValueHeaders"] ?? {};
	if (!isRecord(single) || !isRecord(multiple)) throw malformed();
	const add = (name: string, values: unknown[]) => {
		if (values.some((value) => !["string", "number", "boolean"].includes(typeof value))) throw malformed();
		const lower = name.toLowerCase();
		if (dropped.includes(lower)) return;
		headers[remapped.includes(lower) ? `x-amzn-remapped-${lower}` : lower] = values.map(String);
	};
	for (const [name, value] of Object.entries(single)) add(name, [value]);
	for (const [name, values] of Object.entries(multiple)) {
		if (!Array.isArray(values)) throw malformed();
		add(name, values);
	}
	return headers;
}

function parse(payload: string): JsonRecord {
	try {
		const value: unknown = JSON.parse(payload);
		if (isRecord(value)) return value;
	} catch {
		// Malformed, as below.
	}
	throw malformed();
}

const malformed = (): GatewayFailure => new GatewayFailure("DEFAULT_5XX");
