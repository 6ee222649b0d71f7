import type { Authorize, Caller, LocalContext } from "../service.ts";
import { accessDenied } from "./access-denied.ts";
import { evaluate } from "./evaluate.ts";
import type { Identities } from "./identities.ts";
import { compilePolicy, type Policy, type PolicyKind, type Statement } from "./policy.ts";
import type { Principal } from "./principal.ts";
import { callerKeys, requestKeys, servicePrincipal } from "./request-keys.ts";

/** An account administrator's own policy: everything that no resource's policy denies. */
const administrator = compilePolicy(
	{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
	"identity",
);

/** Keys and role trust are governed by the resource's policy; elsewhere either side suffices in one account. */
const ruleOf = (action: string, resource: string): "either" | "resource" =>
	(action.startsWith("kms:") && resource.includes(":key/")) || action.startsWith("sts:")
		? "resource"
		: "either";

/**
 * Decides every call of the local cloud. Policies are compiled once: a role's until the account's roles and
 * policies change, a resource's as long as its document is the same object or text.
 */
export function createAuthorize(
	context: Pick<LocalContext, "account" | "region" | "clock">,
	identities: Identities,
): Authorize {
	const callers = new WeakMap<Caller, { role: unknown; keys: ReadonlyMap<string, readonly string[]> }>();
	const keysOf = (caller: Caller) => {
		const role = caller.kind === "session" ? identities.compiled(caller.roleArn)?.record : undefined;
		const known = callers.get(caller);
		if (known?.role === role && known) return known.keys;
		const keys = callerKeys(context, caller, role);
		callers.set(caller, { role, keys });
		return keys;
	};
	return ({ caller, action, resource, context: given, resourcePolicy }) => {
		const kind = action.startsWith("sts:") ? "trust" : "resource";
		const decision = evaluate(
			{
				principal: principalOf(caller, context.account),
				action,
				resource,
				keys: requestKeys(context, keysOf(caller), given),
			},
			{
				identity: identityStatements(caller, action, identities),
				session:
					caller.kind === "session" && caller.sessionPolicy !== undefined
						? compiledPolicy(caller.sessionPolicy, "identity")
						: undefined,
				// A resource's policy does not reach the session of a role that is gone.
				resource:
					resourcePolicy === undefined || isOrphan(caller, identities)
						? undefined
						: compiledPolicy(resourcePolicy, kind),
				rule: ruleOf(action, resource),
			},
		);
		if (decision.allowed) return;
		const name = caller.kind === "service" ? servicePrincipal(caller.service) : caller.arn;
		throw accessDenied({ caller: name, action, resource, by: decision.by, explicit: decision.explicit });
	};
}

function principalOf(caller: Caller, account: string): Principal {
	if (caller.kind === "service") return { kind: "service", name: servicePrincipal(caller.service) };
	if (caller.kind === "administrator") return { kind: "user", arn: caller.arn, account };
	return { kind: "session", arn: caller.arn, roleArn: caller.roleArn, account };
}

function identityStatements(caller: Caller, action: string, identities: Identities): readonly Statement[] {
	if (caller.kind === "administrator") return administrator.statements;
	if (caller.kind === "service") return [];
	return identities.compiled(caller.roleArn)?.statementsFor(action) ?? [];
}

const isOrphan = (caller: Caller, identities: Identities): boolean =>
	caller.kind === "session" && identities.compiled(caller.roleArn) === undefined;

const byDocument = { trust: new WeakMap<object, Policy>(), resource: new WeakMap<object, Policy>() };
const byText = new Map<string, Policy>();
/** Texts kept; one that is compiled anew costs some 20 µs. */
const textsKept = 1000;

function compiledPolicy(document: unknown, kind: PolicyKind): Policy {
	if (typeof document === "object" && document !== null && kind !== "identity") {
		const known = byDocument[kind].get(document);
		if (known) return known;
		const policy = compilePolicy(document, kind);
		byDocument[kind].set(document, policy);
		return policy;
	}
	const key = `${kind} ${String(document)}`;
	const known = byText.get(key);
	if (known) return known;
	const policy = compilePolicy(document, kind);
	if (byText.size >= textsKept) byText.clear();
	byText.set(key, policy);
	return policy;
}
