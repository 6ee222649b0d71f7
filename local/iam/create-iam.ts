import type { Authorize, LocalContext, Service } from "../service.ts";
import { createAuthorize } from "./authorize.ts";
import { type Identities, openIdentities } from "./identities.ts";
import { policyResource, rolePolicyResource } from "./inline-policy-resource.ts";
import { look } from "./look.ts";
import { managedPolicyResource } from "./managed-policy-resource.ts";
import { roleResource } from "./role-resource.ts";

export interface Iam extends Service {
	/** Decides every call of the local cloud; the composition puts it into the context. */
	authorize: Authorize;
	/** For STS, which hands out sessions of these roles. */
	identities: Identities;
}

/** Identity and access: roles and policies from templates, and the decision about each call. */
export async function createIam(context: LocalContext): Promise<Iam> {
	const identities = await openIdentities(context.state);
	return {
		names: ["iam"],
		authorize: createAuthorize(context, identities),
		identities,
		handle: async (request) => look(context, identities, request),
		resources: [
			roleResource(context, identities),
			policyResource(identities),
			rolePolicyResource(identities),
			managedPolicyResource(identities),
		],
	};
}
