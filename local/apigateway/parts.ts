import type { State } from "../state.ts";
import type {
	Authorizer,
	Deployed,
	GatewayResponse,
	Method,
	Model,
	PathResource,
	RestApi,
	Stage,
	Validator,
} from "./definition.ts";

/** The parts of all APIs, each kind by its ids; stages by name. */
export function apiParts(state: State) {
	return {
		apis: state.collection<RestApi>("apigateway-apis"),
		resources: state.collection<PathResource>("apigateway-resources"),
		methods: state.collection<Method>("apigateway-methods"),
		authorizers: state.collection<Authorizer>("apigateway-authorizers"),
		validators: state.collection<Validator>("apigateway-validators"),
		models: state.collection<Model>("apigateway-models"),
		responses: state.collection<GatewayResponse>("apigateway-responses"),
		deployments: state.collection<Deployed>("apigateway-deployments"),
		stages: state.collection<Stage>("apigateway-stages"),
	};
}

export type ApiParts = ReturnType<typeof apiParts>;
