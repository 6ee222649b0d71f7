/** A role as it is stored; `owner` is the stack and logical id that made it. */
export interface RoleRecord {
	name: string;
	path: string;
	arn: string;
	id: string;
	trust: unknown;
	description: string | undefined;
	maxSessionSeconds: number;
	/** Policies written in the role itself. */
	inline: { name: string; document: unknown }[];
	managedPolicyArns: string[];
	tags: Record<string, string>;
	createdAt: number;
	owner: string;
}

/** `AWS::IAM::Policy` and `AWS::IAM::RolePolicy`: one document in several roles, by the roles' names. */
export interface InlinePolicyRecord {
	physicalId: string;
	name: string;
	document: unknown;
	roles: string[];
	owner: string;
}

/** `AWS::IAM::ManagedPolicy`. */
export interface ManagedPolicyRecord {
	arn: string;
	id: string;
	document: unknown;
	/** Roles that the policy itself attaches to; roles may name it too. */
	roles: string[];
	owner: string;
}
