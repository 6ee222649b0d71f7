import type { APIGatewayProxyResult } from "aws-lambda";

export interface HttpResponse {
	status: number;
	headers?: Readonly<Record<string, string>>;
	/** Media type of the body. */
	type: string;
	body: string | Buffer;
}

/** An answer in JSON. */
export const json = (
	status: number,
	value: unknown,
	headers?: Readonly<Record<string, string>>,
): HttpResponse => ({
	status,
	type: "application/json",
	body: JSON.stringify(value),
	...(headers ? { headers } : {}),
});

/** Nothing to say but that it was done. */
export const noContent: HttpResponse = { status: 204, type: "application/json", body: "" };

/**
 * Sent with every answer. Answers belong to one tenant and often hold personal data: nothing may keep, frame,
 * sniff or refer to them.
 */
const always: Readonly<Record<string, string>> = {
	"Cache-Control": "no-store",
	"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
	"Referrer-Policy": "no-referrer",
	"Strict-Transport-Security": "max-age=63072000; includeSubDomains",
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "DENY",
};

/** In the form that API Gateway's proxy integration takes. */
export function proxyResult(response: HttpResponse, requestId: string): APIGatewayProxyResult {
	const binary = typeof response.body !== "string";
	return {
		statusCode: response.status,
		headers: {
			...always,
			"Content-Type": response.type,
			"X-Request-Id": requestId,
			...response.headers,
		},
		body: typeof response.body === "string" ? response.body : response.body.toString("base64"),
		isBase64Encoded: binary,
	};
}
