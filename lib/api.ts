import { CfnOutput, Duration, RemovalPolicy } from "aws-cdk-lib";
import {
	AccessLogField,
	AccessLogFormat,
	AuthorizationType,
	EndpointType,
	IdentitySource,
	LambdaIntegration,
	LogGroupLogDestination,
	MethodLoggingLevel,
	RequestAuthorizer,
	type RequestValidator,
	ResponseType,
	RestApi,
} from "aws-cdk-lib/aws-apigateway";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { Deployment } from "./deployment.ts";
import { gatewayProblems, problemTemplate } from "./problems.ts";
import type { StageFunction } from "./stage-function.ts";

/** Longest time that a refused or revoked credential still works, in seconds. */
const REVOCATION_SECONDS = 60;

/** Requests a second and at once, for the whole API. */
const RATE = 500;
const BURST = 1000;

/** The HTTPS front: one REST API in one region; every route but an open one asks the authorizer first. */
export class Api extends Construct {
	readonly rest: RestApi;
	readonly accessLogs: LogGroup;
	readonly #authorize: StageFunction | undefined;
	#authorizer: RequestAuthorizer | undefined;
	readonly #validator: RequestValidator;
	readonly #integrations = new Map<StageFunction, LambdaIntegration>();

	constructor(scope: Construct, id: string, deployment: Deployment, authorize: StageFunction | undefined) {
		super(scope, id);
		const production = deployment.config.mode === "production";
		this.accessLogs = new LogGroup(this, "AccessLogs", {
			encryptionKey: deployment.operationsKey,
			retention: production ? RetentionDays.THIRTEEN_MONTHS : RetentionDays.ONE_MONTH,
			removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
		});
		this.rest = new RestApi(this, "Rest", {
			restApiName: `audit-trail-${deployment.config.stage}`,
			description: "Audit trail",
			endpointTypes: [EndpointType.REGIONAL],
			deployOptions: {
				stageName: "live",
				throttlingRateLimit: RATE,
				throttlingBurstLimit: BURST,
				metricsEnabled: true,
				tracingEnabled: true,
				// Bodies are events: never into a log.
				dataTraceEnabled: false,
				loggingLevel: MethodLoggingLevel.ERROR,
				accessLogDestination: new LogGroupLogDestination(this.accessLogs),
				accessLogFormat: accessLogFormat(),
			},
		});
		this.#validator = this.rest.addRequestValidator("Validator", {
			validateRequestParameters: true,
			// Without a model API Gateway looks at no body: the function judges it, event by event.
			validateRequestBody: true,
		});
		this.#authorize = authorize;
		for (const problem of gatewayProblems)
			this.rest.addGatewayResponse(problem.type, {
				type: ResponseType.of(problem.type),
				...(problem.status === undefined ? {} : { statusCode: String(problem.status) }),
				responseHeaders: Object.fromEntries(
					Object.entries({ "Content-Type": "application/problem+json", ...problem.headers }).map(
						([name, value]) => [name, `'${value}'`],
					),
				),
				templates: { "application/json": problemTemplate(problem) },
			});
		new CfnOutput(this, "Url", { value: this.rest.url, description: "Prefix of /v1" });
	}

	/**
	 * @param route `<METHOD> <path template>`, as the function knows it
	 * @param query names that the request must give
	 */
	route(route: string, stage: StageFunction, query: readonly string[] = []): void {
		// Without the authorizer's bundle there is nothing that may open this route.
		if (!this.#authorize) return;
		this.#authorizer ??= new RequestAuthorizer(this, "Authorizer", {
			handler: this.#authorize.function,
			identitySources: [IdentitySource.header("Authorization")],
			resultsCacheTtl: Duration.seconds(REVOCATION_SECONDS),
		});
		this.#method(route, stage, {
			authorizer: this.#authorizer,
			authorizationType: AuthorizationType.CUSTOM,
			requestValidator: this.#validator,
			...(query.length === 0
				? {}
				: {
						requestParameters: Object.fromEntries(
							query.map((name) => [`method.request.querystring.${name}`, true]),
						),
					}),
		});
	}

	/** A route that needs no credential. */
	openRoute(route: string, stage: StageFunction): void {
		this.#method(route, stage, {
			authorizationType: AuthorizationType.NONE,
			requestValidator: this.#validator,
		});
	}

	#method(route: string, stage: StageFunction, options: object): void {
		const [method = "", path = ""] = route.split(" ");
		const integration =
			this.#integrations.get(stage) ??
			new LambdaIntegration(stage.function, { allowTestInvoke: false, scopePermissionToMethod: false });
		this.#integrations.set(stage, integration);
		this.rest.root.resourceForPath(path).addMethod(method, integration, options);
	}
}

/** Who asked for what with which result: no path values, no query, no address. */
function accessLogFormat(): AccessLogFormat {
	return AccessLogFormat.custom(
		JSON.stringify({
			requestId: AccessLogField.contextRequestId(),
			at: AccessLogField.contextRequestTimeEpoch(),
			method: AccessLogField.contextHttpMethod(),
			route: AccessLogField.contextResourcePath(),
			status: AccessLogField.contextStatus(),
			milliseconds: AccessLogField.contextResponseLatency(),
			bytes: AccessLogField.contextResponseLength(),
			error: AccessLogField.contextErrorResponseType(),
			tenant: AccessLogField.contextAuthorizer("tenant"),
			credential: AccessLogField.contextAuthorizer("credential"),
		}),
	);
}
