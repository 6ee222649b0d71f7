import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import type { APIGatewayAuthorizerResult } from "aws-lambda";
import { credentialStore } from "../../stores/credentials.ts";
import { pepper } from "../../stores/pepper.ts";
import { systemClock } from "../edge/clock.ts";
import { environment, text } from "../edge/environment.ts";
import { failure } from "../edge/failure.ts";
import { describeError, log } from "../edge/log.ts";
import { identify } from "./identify.ts";
import { allow, deny } from "./policy.ts";

const { CREDENTIALS_TABLE, ENVELOPE_KEY } = environment({ CREDENTIALS_TABLE: text, ENVELOPE_KEY: text });
const credentials = credentialStore(new DynamoDBClient(), CREDENTIALS_TABLE);
const { open } = pepper(new KMSClient(), ENVELOPE_KEY, credentials);

/** What API Gateway sends to an authorizer of the kind REQUEST or TOKEN; of a request only one header is read. */
export interface AuthorizerEvent {
	methodArn: string;
	authorizationToken?: string;
	headers?: Record<string, string | undefined> | null;
}

export async function handler(event: AuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
	const caller = await identify(authorization(event), {
		credentials,
		pepper: open,
		now: systemClock.now,
	}).catch((thrown: unknown) => {
		const error = failure(thrown);
		log("error", { what: "authorizer-failed", code: error.code, ...describeError(error.cause ?? error) });
		throw error;
	});
	return caller ? allow(caller, event.methodArn) : deny(event.methodArn);
}

const authorization = (event: AuthorizerEvent): string | undefined =>
	event.authorizationToken ??
	Object.entries(event.headers ?? {}).find(([name]) => name.toLowerCase() === "authorization")?.[1];
