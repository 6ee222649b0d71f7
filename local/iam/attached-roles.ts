import type { Members } from "../members.ts";
import { AwsError } from "../service.ts";
import type { Identities } from "./identities.ts";

/** The roles that a policy resource attaches to; users and groups do not exist here. */
export function attachedRoles(members: Members, identities: Identities): string[] {
	for (const kind of ["Users", "Groups"])
		if ((members.texts(kind) ?? []).length > 0)
			throw new AwsError(
				"ValidationError",
				`${members.where}: ${kind} are not simulated; attach it to roles`,
			);
	const roles = members.texts("Roles") ?? [];
	for (const role of roles) proveRole(role, members, identities);
	return roles;
}

export function proveRole(role: string, members: Members, identities: Identities): void {
	if (!identities.roles.get(role))
		throw new AwsError("NoSuchEntity", `${members.where}: the role with name ${role} cannot be found.`, 404);
}
