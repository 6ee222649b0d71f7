import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../http/read-body.ts";
import { AwsError, type LocalContext, type Service } from "../service.ts";
import { Authorization } from "./authorizer/authorization.ts";
import { contextVariables } from "./context-variables.ts";
import { LiveStages } from "./live-stages.ts";
import { apiParts } from "./parts.ts";
import { type ClientRequest, readClientRequest, splitStage } from "./request/client-request.ts";
import type { Exchange } from "./request/proxy-event.ts";
import { AccessLogs } from "./response/access-log.ts";
import type { Answer } from "./response/answer.ts";
import { gatewayAnswer } from "./response/gateway-answer.ts";
import { GatewayFailure } from "./response/response-type.ts";
import { type Progress, serve } from "./serve.ts";
import { accountProvider } from "./template/account.ts";
import { authorizerProvider } from "./template/authorizer.ts";
import { deploymentProvider } from "./template/deployment.ts";
import { gatewayResponseProvider } from "./template/gateway-response.ts";
import { methodProvider } from "./template/method.ts";
import { smallPartProviders } from "./template/small-parts.ts";
import { stageProvider } from "./template/stage.ts";

/** API Gateway's limit for a request. */
const largestBody = 10 * 1024 * 1024;

export interface ApiGateway extends Service {
	/** Answers a client of the deployed APIs; the path begins with the stage's name. */
	serve(incoming: IncomingMessage, outgoing: ServerResponse): void;
	/** Names of the stages that are deployed. */
	stageNames(): Promise<string[]>;
}

/** API Gateway: REST APIs with Lambda proxy integrations and Lambda authorizers. */
export function createApiGateway(context: LocalContext): ApiGateway {
	const parts = apiParts(context.state);
	const live = new LiveStages(parts);
	const authorization = new Authorization(context);
	const logs = new AccessLogs(context.state.directory);

	const answer = async (incoming: IncomingMessage): Promise<Answer> => {
		const begin = performance.now();
		const place = splitStage(incoming.url ?? "/");
		const stage = await live.find(place.stage);
		const body = await readBody(incoming, largestBody);
		if (!stage) return unknownStage;
		const exchange: Exchange = {
			requestId: randomUUID(),
			apiId: stage.stage.apiId,
			account: context.account,
			region: context.region,
			stage: stage.stage.name,
			deploymentId: stage.deployed.id,
			variables: stage.stage.variables,
			binaryMediaTypes: stage.deployed.api.binaryMediaTypes,
			at: context.clock.now(),
		};
		const progress: Progress = {};
		let request: ClientRequest | undefined;
		let failure: GatewayFailure | undefined;
		let result: Answer;
		try {
			if (!body) throw new GatewayFailure("REQUEST_TOO_LARGE");
			request = readClientRequest(incoming, { ...place, body });
			result = await serve({ context, authorization }, stage, request, exchange, progress);
		} catch (error) {
			failure = error instanceof GatewayFailure ? error : internal(context, error);
			const variables = contextVariables(exchange, request, progress);
			result = gatewayAnswer(failure, stage.deployed.responses, variables, request?.header("accept"));
		}
		const ending = {
			status: result.status,
			length: result.body.length,
			latency: Math.round(performance.now() - begin),
			...(failure ? { errorType: failure.type, error: failure.message } : {}),
		};
		logs.write(stage.stage, contextVariables(exchange, request, progress, ending));
		const headers = { "x-amzn-requestid": [exchange.requestId], ...result.headers };
		return { ...result, headers };
	};

	return {
		// No SDK client speaks to it here: the template makes APIs, and clients use them on their own listener.
		names: ["apigateway"],
		handle: async ({ method, path }) => {
			throw new AwsError(
				"BadRequestException",
				`${method} ${path}: API Gateway's own operations are not simulated; deploy changes by the template`,
			);
		},
		resources: [
			...smallPartProviders(parts),
			methodProvider(parts),
			authorizerProvider(parts),
			gatewayResponseProvider(parts),
			deploymentProvider(parts, live.forget),
			stageProvider(parts, live.forget),
			accountProvider,
		],
		serve: (incoming, outgoing) => {
			answer(incoming).then(
				({ status, headers, body }) => {
					outgoing.writeHead(status, { ...headers, "content-length": String(body.length) });
					outgoing.end(incoming.method === "HEAD" ? undefined : body);
				},
				// The client went away while it was sending.
				() => outgoing.destroy(),
			);
		},
		stageNames: async () => (await parts.stages.list()).map(([name]) => name),
		stop: () => logs.close(),
	};
}

/** What API Gateway says of a stage that does not exist, in no API's own words. */
const unknownStage: Answer = {
	status: 403,
	headers: { "content-type": ["application/json"], "x-amzn-errortype": ["ForbiddenException"] },
	body: Buffer.from('{"message":"Forbidden"}'),
};

function internal(context: LocalContext, error: unknown): GatewayFailure {
	context.log(`API Gateway failed: ${error instanceof Error ? error.message : String(error)}`);
	return new GatewayFailure("DEFAULT_5XX");
}
