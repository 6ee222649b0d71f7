import { AwsError, type AwsRequest, type AwsResponse, type LocalContext } from "../service.ts";
import type { Xml } from "../xml/write-xml.ts";
import type { Identities } from "./identities.ts";
import { QueryParameters } from "./query-parameters.ts";
import { queryReply } from "./query-reply.ts";
import type { RoleRecord } from "./records.ts";

const namespace = "https://iam.amazonaws.com/doc/2010-05-08/";

/** IAM's API, as far as one can look with it; roles and policies are made by templates. */
export function look(context: LocalContext, identities: Identities, request: AwsRequest): AwsResponse {
	const parameters = new QueryParameters(request.body.toString("utf8"));
	const { operation } = parameters;
	const { caller, requestId } = request;
	if (operation === "GetRole") {
		const name = parameters.text("RoleName");
		parameters.end();
		const role = identities.roles.get(name);
		const resource = role?.arn ?? `arn:aws:iam::${context.account}:role/${name}`;
		context.authorize({ caller, action: "iam:GetRole", resource });
		if (!role) throw new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
		return queryReply({ operation, namespace, requestId, result: { Role: describe(role) } });
	}
	if (operation === "ListRoles") {
		parameters.end();
		context.authorize({ caller, action: "iam:ListRoles", resource: `arn:aws:iam::${context.account}:role/` });
		const roles = identities.roles.values().sort((a, b) => (a.name < b.name ? -1 : 1));
		const result = { Roles: { member: roles.map(describe) }, IsTruncated: false };
		return queryReply({ operation, namespace, requestId, result });
	}
	throw new AwsError(
		"UnsupportedOperation",
		`iam:${operation} is not simulated: the local cloud answers GetRole and ListRoles, and takes roles and policies from templates`,
	);
}

const describe = (role: RoleRecord): Xml => ({
	Path: role.path,
	RoleName: role.name,
	RoleId: role.id,
	Arn: role.arn,
	CreateDate: new Date(role.createdAt).toISOString(),
	AssumeRolePolicyDocument: encodeURIComponent(
		typeof role.trust === "string" ? role.trust : JSON.stringify(role.trust),
	),
	Description: role.description,
	MaxSessionDuration: role.maxSessionSeconds,
	Tags: { member: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })) },
});
