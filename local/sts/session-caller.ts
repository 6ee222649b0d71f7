import type { RoleRecord } from "../iam/records.ts";
import type { Caller } from "../service.ts";

/** The caller that a session of the role is; a role's path is no part of the session's ARN. */
export function sessionCaller(
	role: Pick<RoleRecord, "arn" | "name">,
	account: string,
	session: { name: string; tags?: Record<string, string>; policy?: string | undefined },
): Caller {
	return {
		kind: "session",
		arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${session.name}`,
		roleArn: role.arn,
		tags: session.tags ?? {},
		...(session.policy === undefined ? {} : { sessionPolicy: session.policy }),
	};
}
