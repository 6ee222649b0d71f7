import type { APIGatewayAuthorizerResult } from "aws-lambda";
import type { Caller } from "../../src/access/caller.ts";

/**
 * Lets a caller into the whole API and says who it is; handlers decide what it may do. API Gateway caches the
 * policy by credential, so one that named a single method would refuse the caller's next request.
 * @param methodArn `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<METHOD>/<path>`
 */
export const allow = (caller: Caller, methodArn: string): APIGatewayAuthorizerResult => ({
	...policy("Allow", caller.credential, methodArn),
	context: { tenant: caller.tenant, role: caller.role, credential: caller.credential },
});

/**
 * Keeps an unknown, expired or revoked credential out. The gateway answers 401 `credential-refused`, and caches
 * the denial: guessing does not reach the table. (A thrown `Unauthorized` would read as a missing credential.)
 */
export const deny = (methodArn: string): APIGatewayAuthorizerResult => policy("Deny", "nobody", methodArn);

function policy(
	Effect: "Allow" | "Deny",
	principalId: string,
	methodArn: string,
): APIGatewayAuthorizerResult {
	const [api, stage] = methodArn.split("/");
	return {
		principalId,
		policyDocument: {
			Version: "2012-10-17",
			Statement: [{ Effect, Action: "execute-api:Invoke", Resource: `${api}/${stage}/*` }],
		},
	};
}
