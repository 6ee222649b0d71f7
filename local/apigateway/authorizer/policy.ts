import { isRecord } from "../../record.ts";
import { GatewayFailure } from "../response/response-type.ts";

/**
 * Whether a policy that an authorizer returned lets a method be called: an explicit deny wins, nothing said is no.
 * What is not known in it makes the authorizer's answer unusable.
 */
export function policyAllows(document: unknown, methodArn: string): boolean {
	const statements = isRecord(document) ? [document["Statement"]].flat() : [];
	if (statements.length === 0) throw unusable();
	let allowed = false;
	for (const statement of statements) {
		if (!isRecord(statement)) throw unusable();
		const unknown = Object.keys(statement).find((name) => !known.includes(name));
		if (unknown !== undefined) throw unusable();
		const actions = [statement["Action"]].flat().map(String);
		const resources = [statement["Resource"]].flat().map(String);
		if (!actions.some((action) => matches(action, "execute-api:Invoke"))) continue;
		if (!resources.some((resource) => matches(resource, methodArn))) continue;
		if (statement["Effect"] === "Deny") return false;
		if (statement["Effect"] !== "Allow") throw unusable();
		allowed = true;
	}
	return allowed;
}

const known = ["Sid", "Effect", "Action", "Resource"];

const unusable = (): GatewayFailure => new GatewayFailure("AUTHORIZER_CONFIGURATION_ERROR");

/** `*` stands for any text, `?` for one character; actions are compared whatever their case. */
function matches(pattern: string, text: string): boolean {
	const source = pattern
		.replace(/[.+^${}()|[\]\\]/g, "\\$&")
		.replaceAll("*", ".*")
		.replaceAll("?", ".");
	return new RegExp(`^${source}$`, text.startsWith("execute-api:") ? "i" : "").test(text);
}
