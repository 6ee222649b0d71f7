import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import { AuditTrailError } from "../../../src/errors.ts";

/** What a test says of a request; the rest is as API Gateway would send it. */
export interface Sent {
	method: string;
	/** Path template. */
	path: string;
	params?: Record<string, string>;
	query?: Record<string, string | string[]>;
	headers?: Record<string, string>;
	body?: string | Buffer;
	caller?: { tenant: string; role: string; credential: string };
}

/** API Gateway's proxy event for a request. */
export function requestEvent(sent: Sent): APIGatewayProxyEvent {
	const query = Object.entries(sent.query ?? {}).map(([name, value]) => [name, [value].flat()] as const);
	const event = {
		httpMethod: sent.method,
		resource: sent.path,
		path: sent.path,
		pathParameters: sent.params ?? null,
		multiValueQueryStringParameters: query.length > 0 ? Object.fromEntries(query) : null,
		queryStringParameters: null,
		headers: { "Content-Type": "application/json", ...sent.headers },
		multiValueHeaders: {},
		body: sent.body === undefined ? null : sent.body.toString("base64"),
		isBase64Encoded: Buffer.isBuffer(sent.body),
		stageVariables: null,
		requestContext: { requestId: "request-1", authorizer: sent.caller ?? {} },
	};
	// Handlers read only what stands above; API Gateway's event has forty more fields.
	return event as unknown as APIGatewayProxyEvent;
}

/** The invocation's context, of which handlers read the time that is left. */
export const lambdaContext = (remaining = 10_000): Context =>
	({ getRemainingTimeInMillis: () => remaining, awsRequestId: "invocation-1" }) as unknown as Context;

/** The code of the AuditTrailError that `run` throws. */
export async function codeOf(run: () => unknown): Promise<string> {
	try {
		await run();
	} catch (error) {
		if (error instanceof AuditTrailError) return error.code;
		throw error;
	}
	return "nothing was thrown";
}
