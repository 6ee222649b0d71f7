import { onTestFinished } from "vitest";
import { createLambda } from "../../../local/lambda/create-lambda.ts";
import type { AwsRequest, LocalContext, ResourceProvider } from "../../../local/service.ts";
import { kernelContext } from "../kernel-context.ts";

const roleArn = "arn:aws:iam::000000000000:role/worker";

/** Lambda alone, with functions written in their template and everything allowed unless `changes` says otherwise. */
export async function lambdaCloud(changes: Partial<LocalContext> = {}) {
	const context = await kernelContext(changes);
	let sessions = 0;
	context.links.assumeServiceRole ??= async () => {
		sessions += 1;
		return { accessKeyId: `key-${sessions}`, secretAccessKey: "secret", sessionToken: "token" };
	};
	const lambda = createLambda(context, { findAsset: () => undefined });
	onTestFinished(() => lambda.stop?.());
	const apply = (
		type: string,
		logicalId: string,
		properties: Record<string, unknown>,
		physicalId?: string,
	) => {
		const provider = lambda.resources.find((known): known is ResourceProvider => known.type === type);
		if (!provider) throw new Error(`no provider for ${type}`);
		const { region, account } = context;
		return provider.apply({ stack: "App", logicalId, properties, physicalId, region, account });
	};
	return {
		context,
		lambda,
		apply,
		/** A function whose `code` is a CommonJS module with `exports.handler`. */
		define: (name: string, code: string, more: Record<string, unknown> = {}) =>
			apply("AWS::Lambda::Function", name, {
				FunctionName: name,
				Runtime: "nodejs24.x",
				Role: roleArn,
				Handler: "index.handler",
				Code: { ZipFile: code },
				Timeout: 20,
				...more,
			}),
		invoke: async (name: string, payload: unknown, headers: Record<string, string> = {}) => {
			const response = await lambda.handle(invokeRequest(name, JSON.stringify(payload), headers));
			const body = String(response.body);
			return {
				status: response.status,
				error: response.headers["X-Amz-Function-Error"],
				body: (body === "" ? undefined : JSON.parse(body)) as unknown,
			};
		},
	};
}

export function invokeRequest(name: string, body: string, headers: Record<string, string> = {}): AwsRequest {
	return {
		service: "lambda",
		operation: undefined,
		target: undefined,
		method: "POST",
		path: `/2015-03-31/functions/${name}/invocations`,
		query: new URLSearchParams(),
		headers,
		body: Buffer.from(body),
		caller: { kind: "administrator", arn: "arn:aws:iam::000000000000:user/administrator" },
		requestId: crypto.randomUUID(),
	};
}
