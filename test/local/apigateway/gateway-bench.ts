import { onTestFinished } from "vitest";
import { createApiGateway } from "../../../local/apigateway/create-apigateway.ts";
import { listen } from "../../../local/http/listen.ts";
import type { Caller, LocalContext, ResourceProvider } from "../../../local/service.ts";
import { kernelContext } from "../kernel-context.ts";

const uri = (name: string) =>
	`arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:${name}/invocations`;

type Run = (event: Record<string, unknown>, from: Caller) => unknown;

/** An API made by its providers, with its functions as closures: `backend` and `authorizer`. */
export async function gatewayBench(changes: Partial<LocalContext> = {}) {
	const context = await kernelContext(changes);
	const functions: Record<string, Run> = {
		backend: () => ({ statusCode: 200, body: "{}" }),
		authorizer: () => ({ principalId: "p", policyDocument: {} }),
	};
	const called: string[] = [];
	context.links.runFunction = async ({ functionArn, payload, from }) => {
		const name = functionArn.split(":").at(-1) ?? "";
		called.push(name);
		try {
			const answer = await functions[name]?.(JSON.parse(payload) as Record<string, unknown>, from);
			return { payload: JSON.stringify(answer ?? null) };
		} catch (error) {
			if (error instanceof Error && error.name === "AwsError") throw error;
			const errorMessage = error instanceof Error ? error.message : "";
			return { payload: JSON.stringify({ errorMessage }), functionError: "Unhandled" };
		}
	};
	const gateway = createApiGateway(context);
	const listener = await listen(0, gateway.serve);
	onTestFinished(async () => {
		await listener.close();
		await gateway.stop?.();
	});
	const apply = (kind: string, logicalId: string, properties: Record<string, unknown>) => {
		const type = `AWS::ApiGateway::${kind}`;
		const provider = gateway.resources.find((known): known is ResourceProvider => known.type === type);
		if (!provider) throw new Error(`no provider for ${type}`);
		const { region, account } = context;
		return provider.apply({ stack: "App", logicalId, properties, physicalId: undefined, region, account });
	};
	const { physicalId: RestApiId, attributes } = await apply("RestApi", "Api", {
		Name: "api",
		BinaryMediaTypes: ["application/octet-stream"],
	});
	const resources = new Map([["", attributes["RootResourceId"]]]);
	let deployments = 0;
	const bench = {
		context,
		called,
		functions,
		RestApiId,
		gateway,
		apply: (kind: string, logicalId: string, properties: Record<string, unknown>) =>
			apply(kind, logicalId, { RestApiId, ...properties }),
		/** A method at a path such as `/v1/{id}`; makes the resources on the way. */
		method: async (httpMethod: string, path: string, more: Record<string, unknown> = {}) => {
			let at = "";
			for (const PathPart of path.slice(1).split("/").filter(Boolean)) {
				const ParentId = resources.get(at);
				at += `/${PathPart}`;
				if (!resources.has(at))
					resources.set(at, (await bench.apply("Resource", at, { ParentId, PathPart })).physicalId);
			}
			const Integration = { Type: "AWS_PROXY", IntegrationHttpMethod: "POST", Uri: uri("backend") };
			const ResourceId = resources.get(at);
			return bench.apply("Method", `${httpMethod} ${path}`, {
				HttpMethod: httpMethod,
				ResourceId,
				AuthorizationType: "NONE",
				Integration,
				...more,
			});
		},
		authorizer: (more: Record<string, unknown> = {}) =>
			bench.apply("Authorizer", "Authorizer", {
				Name: "authorizer",
				Type: "REQUEST",
				AuthorizerUri: uri("authorizer"),
				IdentitySource: "method.request.header.Authorization",
				AuthorizerResultTtlInSeconds: 60,
				...more,
			}),
		deploy: async (stage: Record<string, unknown> = {}) => {
			deployments += 1;
			const { physicalId: DeploymentId } = await bench.apply("Deployment", `D${deployments}`, {});
			await bench.apply("Stage", "Stage", { StageName: "live", DeploymentId, ...stage });
		},
		call: (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${listener.port}${path}`, init),
	};
	return bench;
}

export const allow = (resource: string, context: Record<string, unknown> = {}, effect = "Allow") => ({
	principalId: "somebody",
	policyDocument: {
		Version: "2012-10-17",
		Statement: [{ Action: "execute-api:Invoke", Effect: effect, Resource: resource }],
	},
	context,
});
