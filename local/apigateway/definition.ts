/** What templates say of REST APIs, as it is kept. Every part names the API that it belongs to. */
export interface RestApi {
	id: string;
	rootResourceId: string;
	/** Media types whose bodies pass as base64; all of them by a star on both sides. */
	binaryMediaTypes: string[];
}

export interface PathResource {
	id: string;
	apiId: string;
	parentId: string;
	/** Text, `{name}` or `{name+}`. */
	pathPart: string;
}

export interface Method {
	id: string;
	apiId: string;
	resourceId: string;
	/** `ANY` for all. */
	httpMethod: string;
	authorizerId?: string;
	functionArn: string;
	/** Milliseconds */
	timeout: number;
	validatorId?: string;
	/** `method.request.<header|querystring|path>.<name>` → required. */
	requestParameters: Record<string, boolean>;
	/** Content type → model. */
	requestModels: Record<string, string>;
}

export interface Authorizer {
	id: string;
	apiId: string;
	type: "TOKEN" | "REQUEST";
	functionArn: string;
	/** `method.request.header.<name>` or `method.request.querystring.<name>`. */
	identitySources: string[];
	/** Seconds; 0 keeps nothing. */
	ttl: number;
	/** For TOKEN: a regular expression that the token must match. */
	validation?: string;
}

export interface Validator {
	id: string;
	apiId: string;
	body: boolean;
	parameters: boolean;
}

export interface Model {
	id: string;
	apiId: string;
	name: string;
	schema: unknown;
}

export interface GatewayResponse {
	id: string;
	apiId: string;
	type: string;
	status?: number;
	headers: Record<string, string>;
	/** Content type → template. */
	templates: Record<string, string>;
}

/** An API as it was when it was deployed: later changes show only after the next deployment. */
export interface Deployed {
	id: string;
	apiId: string;
	api: RestApi;
	resources: PathResource[];
	methods: Method[];
	authorizers: Authorizer[];
	validators: Validator[];
	models: Model[];
	responses: GatewayResponse[];
}

export interface Stage {
	name: string;
	apiId: string;
	deploymentId: string;
	variables: Record<string, string>;
	/** First match wins; `*` stands for all. */
	throttles: { method: string; path: string; rate: number; burst: number }[];
	accessLog?: { name: string; format: string };
}
