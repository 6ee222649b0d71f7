import type { APIGatewayAuthorizerResult } from "aws-lambda";
import type { Caller } from "../../src/access/caller.ts";

/**
 * Lets a caller into the whole API and says who it is; handlers decide what it may do. API Gateway caches the
 * policy by credential, so one that named a single method would refuse the caller's next request.
 * @param methodArn `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<METHOD>/<path>`
 */
export function allow(caller: Caller, methodArn: string): APIGatewayAuthorizerResult {
	const [api, stage] = methodArn.split("/");
	return {
		principalId: caller.credential,
		policyDocument: {
			Version: "2012-10-17",
			Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: `${api}/${stage}/*` }],
		},
		context: { tenant: caller.tenant, role: caller.role, credential: caller.credential },
	};
}
