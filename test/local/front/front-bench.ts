import { onTestFinished } from "vitest";
import { createFront } from "../../../local/front/create-front.ts";
import { listen } from "../../../local/http/listen.ts";
import { createIam } from "../../../local/iam/create-iam.ts";
import type { AwsError, AwsRequest, AwsResponse, Service } from "../../../local/service.ts";
import { createSts } from "../../../local/sts/create-sts.ts";
import { kernelContext } from "../kernel-context.ts";

export const token = "token-of-the-test";

/** The front over one service that answers to every name, as `answer` says. */
export async function frontBench(
	names: readonly string[] = ["dynamodb", "kms", "sqs", "sns", "s3", "lambda", "scheduler"],
) {
	const context = await kernelContext();
	const iam = await createIam(context);
	const sts = await createSts(context, iam.identities);
	const seen: AwsRequest[] = [];
	const bench = { answer: (_request: AwsRequest): AwsResponse => ok("{}") };
	const service: Service = {
		names,
		resources: [],
		handle: async (request) => {
			seen.push(request);
			return bench.answer(request);
		},
	};
	const { findCredential } = sts;
	const front = createFront({ context, services: [service], findCredential, token });
	const listener = await listen(0, front);
	onTestFinished(() => listener.close());
	const endpoint = `http://127.0.0.1:${listener.port}`;
	return {
		context,
		seen,
		endpoint,
		refuse: (error: AwsError) => {
			bench.answer = () => {
				throw error;
			};
		},
		answer: (answer: (request: AwsRequest) => AwsResponse) => {
			bench.answer = answer;
		},
		/** What an SDK client is made with. */
		client: {
			endpoint,
			region: "us-east-1",
			credentials: sts.administratorCredentials(),
			maxAttempts: 1,
			forcePathStyle: true,
		},
		control: (method: string, path: string, body?: unknown, bearer = token) =>
			fetch(`${endpoint}/_local/${path}`, {
				method,
				headers: { authorization: `Bearer ${bearer}` },
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			}),
	};
}

export const ok = (body: string, headers: Record<string, string> = {}): AwsResponse => ({
	status: 200,
	headers: { "content-type": "application/x-amz-json-1.0", ...headers },
	body,
});
