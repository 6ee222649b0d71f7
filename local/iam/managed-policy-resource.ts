import { readProperties } from "../cloudformation/properties.ts";
import { AwsError, type ResourceProvider } from "../service.ts";
import { attachedRoles } from "./attached-roles.ts";
import type { Identities } from "./identities.ts";
import { physicalName } from "./physical-name.ts";
import { policyDocument } from "./policy-document.ts";
import { uniqueId } from "./unique-id.ts";

/** Characters of one managed policy. */
const managedCharacters = 6144;

/** `AWS::IAM::ManagedPolicy`. `Ref` and `PolicyArn` are the ARN. */
export function managedPolicyResource(identities: Identities): ResourceProvider {
	return {
		type: "AWS::IAM::ManagedPolicy",
		apply: async (request) => {
			const owner = `${request.stack}/${request.logicalId}`;
			const members = readProperties("AWS::IAM::ManagedPolicy", request);
			const name =
				members.maybeText("ManagedPolicyName") ?? physicalName(request.stack, request.logicalId, 128);
			const path = members.maybeText("Path") ?? "/";
			members.maybeText("Description");
			const arn = `arn:aws:iam::${request.account}:policy${path}${name}`;
			const document = policyDocument(members, "PolicyDocument", "identity", managedCharacters);
			const roles = attachedRoles(members, identities);
			members.end();
			const before = identities.managed.get(arn);
			if (before && before.owner !== owner)
				throw new AwsError("EntityAlreadyExists", `A policy called ${name} already exists.`, 409);
			const id = before?.id ?? uniqueId("ANPA", 21);
			await identities.commit([identities.managed.put(arn, { arn, id, document, roles, owner })]);
			return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: id } };
		},
		remove: async ({ physicalId }) => {
			const user = identities.roles.values().find((role) => role.managedPolicyArns.includes(physicalId));
			if (user)
				throw new AwsError(
					"DeleteConflict",
					`Cannot delete ${physicalId}: ${user.name} still names it.`,
					409,
				);
			await identities.commit([identities.managed.remove(physicalId)]);
		},
	};
}
