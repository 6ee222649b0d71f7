import type { Caller, LocalContext } from "../service.ts";
import type { Keys } from "./pattern.ts";
import type { RoleRecord } from "./records.ts";

type Values = Map<string, readonly string[]>;

/** `sns` and `sns.amazonaws.com` both name the service. */
export const servicePrincipal = (service: string): string =>
	service.includes(".") ? service : `${service}.amazonaws.com`;

/** Condition keys of one call: what its service says of it first, then what holds of its caller and of every call. */
export function requestKeys(
	context: Pick<LocalContext, "account" | "region" | "clock">,
	caller: ReadonlyMap<string, readonly string[]>,
	given: Readonly<Record<string, string | readonly string[]>> | undefined,
): Keys {
	const own: Values = new Map();
	for (const name in given) {
		const value = given[name];
		if (value !== undefined) own.set(name.toLowerCase(), typeof value === "string" ? [value] : value);
	}
	return (name) => own.get(name) ?? caller.get(name) ?? callKey(context, name);
}

function callKey(
	context: Pick<LocalContext, "account" | "region" | "clock">,
	name: string,
): readonly string[] | undefined {
	switch (name) {
		case "aws:securetransport":
			return ["true"];
		case "aws:viaawsservice":
			return ["false"];
		case "aws:currenttime":
			return [new Date(context.clock.now()).toISOString()];
		case "aws:epochtime":
			return [String(Math.floor(context.clock.now() / 1000))];
		case "aws:requestedregion":
			return [context.region];
		case "aws:resourceaccount":
			return [context.account];
		default:
			return undefined;
	}
}

/** Condition keys of a caller; tags of a session win over those of its role. */
export function callerKeys(
	context: Pick<LocalContext, "account">,
	caller: Caller,
	role: RoleRecord | undefined,
): Values {
	const keys: Values = new Map();
	const set = (name: string, value: string) => keys.set(name, [value]);
	if (caller.kind === "service") {
		set("aws:principalisawsservice", "true");
		set("aws:principalservicename", servicePrincipal(caller.service));
		set("aws:sourceaccount", context.account);
		if (caller.sourceArn !== undefined) set("aws:sourcearn", caller.sourceArn);
		return keys;
	}
	set("aws:principalisawsservice", "false");
	set("aws:principalaccount", context.account);
	set("aws:principaltype", caller.kind === "session" ? "AssumedRole" : "User");
	set("aws:principalarn", caller.kind === "session" ? caller.roleArn : caller.arn);
	const tags = caller.kind === "session" ? { ...role?.tags, ...caller.tags } : {};
	for (const [name, value] of Object.entries(tags)) set(`aws:principaltag/${name.toLowerCase()}`, value);
	return keys;
}
