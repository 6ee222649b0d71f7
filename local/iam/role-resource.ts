import { readProperties } from "../cloudformation/properties.ts";
import { AwsError, type LocalContext, type ResourceProvider, type ResourceRequest } from "../service.ts";
import { readTags } from "../tags.ts";
import { awsManagedPolicy } from "./aws-managed-policies.ts";
import type { Identities } from "./identities.ts";
import { physicalName } from "./physical-name.ts";
import { policyDocument, policySize, provePolicy, provePrincipals } from "./policy-document.ts";
import type { RoleRecord } from "./records.ts";
import { uniqueId } from "./unique-id.ts";

/** Quotas of IAM: characters of a trust policy, of all inline policies of a role, managed policies per role. */
const trustCharacters = 2048;
const inlineCharacters = 10_240;
const managedPerRole = 10;

/** `AWS::IAM::Role`. `Ref` is the name; `Arn` and `RoleId` are attributes. */
export function roleResource(context: LocalContext, identities: Identities): ResourceProvider {
	return {
		type: "AWS::IAM::Role",
		apply: async (request) => {
			const record = readRole(request, context, identities);
			const trust = provePolicy(record.trust, "trust", `role ${record.name}`);
			const exists = (arn: string) =>
				arn === record.arn || identities.roles.values().some((role) => role.arn === arn);
			provePrincipals(trust, request.account, exists, `role ${record.name}`);
			await identities.commit([identities.roles.put(record.name, record)]);
			return { physicalId: record.name, attributes: { Arn: record.arn, RoleId: record.id } };
		},
		remove: async ({ physicalId }) => {
			await identities.commit([identities.roles.remove(physicalId)]);
		},
	};
}

function readRole(request: ResourceRequest, context: LocalContext, identities: Identities): RoleRecord {
	const owner = `${request.stack}/${request.logicalId}`;
	const refuse = (message: string) => new AwsError("ValidationError", message);
	const members = readProperties("AWS::IAM::Role", request);
	const name = members.maybeText("RoleName") ?? physicalName(request.stack, request.logicalId, 64);
	if (!/^[\w+=,.@-]{1,64}$/.test(name))
		throw refuse(`${name} is not a role name: 1 to 64 of A-Z a-z 0-9 _+=,.@-`);
	const path = members.maybeText("Path") ?? "/";
	if (!/^\/(?:[\w+=,.@-]+\/)*$/.test(path)) throw refuse(`${path} is not a path: it begins and ends with /`);
	const trust = policyDocument(members, "AssumeRolePolicyDocument", "trust", trustCharacters);
	const inline = (members.inners("Policies") ?? []).map((policy) => {
		const entry = {
			name: policy.text("PolicyName"),
			document: policyDocument(policy, "PolicyDocument", "identity", inlineCharacters),
		};
		policy.end();
		return entry;
	});
	if (inline.reduce((sum, policy) => sum + policySize(policy.document), 0) > inlineCharacters)
		throw refuse(`${members.where}: its inline policies have over ${inlineCharacters} characters together`);
	const managedPolicyArns = members.texts("ManagedPolicyArns") ?? [];
	for (const arn of managedPolicyArns)
		if (!identities.managed.get(arn) && awsManagedPolicy(arn) === undefined)
			throw refuse(
				`${members.where}: the managed policy ${arn} is not known; create it first, or add AWS's document to local/iam/aws-managed-policies.ts`,
			);
	if (managedPolicyArns.length > managedPerRole)
		throw refuse(`${members.where}: a role takes ${managedPerRole} managed policies`);
	const description = members.maybeText("Description");
	const maxSessionSeconds = members.whole("MaxSessionDuration", 3600, 43_200) ?? 3600;
	const tags = readTags(members);
	members.end();
	const before = identities.roles.get(name);
	if (before && before.owner !== owner)
		throw new AwsError(
			"EntityAlreadyExists",
			`Role with name ${name} already exists (${before.owner}).`,
			409,
		);
	const arn = `arn:aws:iam::${request.account}:role${path}${name}`;
	return {
		name,
		path,
		arn,
		id: before?.id ?? uniqueId("AROA", 21),
		trust,
		description,
		maxSessionSeconds,
		inline,
		managedPolicyArns,
		tags,
		createdAt: before?.createdAt ?? context.clock.now(),
		owner,
	};
}
