import { readProperties } from "../cloudformation/properties.ts";
import type { Members } from "../members.ts";
import { AwsError, type ResourceProvider, type ResourceRequest } from "../service.ts";
import { attachedRoles, proveRole } from "./attached-roles.ts";
import type { Identities } from "./identities.ts";
import { physicalName } from "./physical-name.ts";
import { policyDocument } from "./policy-document.ts";
import type { InlinePolicyRecord } from "./records.ts";

/** Characters of all inline policies of one role. */
const inlineCharacters = 10_240;

/** `AWS::IAM::Policy`: one document written into several roles. */
export function policyResource(identities: Identities): ResourceProvider {
	return inlineResource("AWS::IAM::Policy", identities, (members) => {
		const roles = attachedRoles(members, identities);
		if (roles.length === 0)
			throw new AwsError("ValidationError", `${members.where} needs at least one entry in Roles`);
		return roles;
	});
}

/** `AWS::IAM::RolePolicy`: one document written into one role. */
export function rolePolicyResource(identities: Identities): ResourceProvider {
	return inlineResource("AWS::IAM::RolePolicy", identities, (members) => {
		const role = members.text("RoleName");
		proveRole(role, members, identities);
		return [role];
	});
}

function inlineResource(
	type: string,
	identities: Identities,
	rolesOf: (members: Members) => string[],
): ResourceProvider {
	return {
		type,
		apply: async (request: ResourceRequest) => {
			const members = readProperties(type, request);
			const record: InlinePolicyRecord = {
				physicalId: physicalName(request.stack, request.logicalId, 128),
				name: members.text("PolicyName"),
				document: policyDocument(members, "PolicyDocument", "identity", inlineCharacters),
				roles: rolesOf(members),
				owner: `${request.stack}/${request.logicalId}`,
			};
			members.end();
			await identities.commit([identities.inline.put(record.physicalId, record)]);
			return { physicalId: record.physicalId, attributes: { Id: record.physicalId } };
		},
		remove: async ({ physicalId }) => {
			await identities.commit([identities.inline.remove(physicalId)]);
		},
	};
}
