import { GetAccountSettingsCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

/** Where AWS is: nothing means AWS itself, with the credentials of the shell. */
export interface Target {
	endpoint?: string;
	region?: string;
	credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** Calls that a person makes with his own AWS credentials. */
export interface Account {
	/** @returns what the function returned, and whether it threw */
	invoke(functionName: string, payload: unknown): Promise<{ failed: boolean; answer: unknown }>;
	identity(): Promise<{ account: string; arn: string }>;
	/** Lambda's concurrent executions that the account may have. */
	concurrency(): Promise<number | undefined>;
}

export function account(target: Target): Account {
	const lambda = new LambdaClient(target);
	return {
		async invoke(functionName, payload) {
			const { FunctionError, Payload } = await lambda.send(
				new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) }),
			);
			const answer: unknown = JSON.parse(Payload?.transformToString() || "null");
			return { failed: FunctionError !== undefined, answer };
		},
		async identity() {
			const { Account = "", Arn = "" } = await new STSClient(target).send(new GetCallerIdentityCommand({}));
			return { account: Account, arn: Arn };
		},
		async concurrency() {
			const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
			return AccountLimit?.ConcurrentExecutions;
		},
	};
}
