import type { State } from "../state.ts";
import { awsManagedPolicy } from "./aws-managed-policies.ts";
import { commit, type Mirror, openMirror, type Write } from "./mirror.ts";
import { compilePolicy, type Policy, type Statement } from "./policy.ts";
import type { InlinePolicyRecord, ManagedPolicyRecord, RoleRecord } from "./records.ts";

/** A role with its policies read, ready to be asked. */
export interface Role {
	record: RoleRecord;
	trust: Policy;
	/** Those statements of all its policies that speak of the action. */
	statementsFor(action: string): readonly Statement[];
}

/** Roles and policies of the account: durable, and in memory because every call is authorised by them. */
export interface Identities {
	/** By role name, physical id and ARN. */
	roles: Mirror<RoleRecord>;
	inline: Mirror<InlinePolicyRecord>;
	managed: Mirror<ManagedPolicyRecord>;
	/** The role of that ARN; compiled once and kept until the next change. */
	compiled(arn: string): Role | undefined;
	commit(writes: readonly Write[]): Promise<void>;
}

export async function openIdentities(state: State): Promise<Identities> {
	const roles = await openMirror<RoleRecord>(state, "iam.roles");
	const inline = await openMirror<InlinePolicyRecord>(state, "iam.inline");
	const managed = await openMirror<ManagedPolicyRecord>(state, "iam.managed");
	const cache = new Map<string, Role>();
	return {
		roles,
		inline,
		managed,
		compiled: (arn) => {
			const cached = cache.get(arn);
			if (cached) return cached;
			const record = roles.values().find((role) => role.arn === arn);
			if (!record) return undefined;
			const role = compileRole(record, documentsOf(record, inline.values(), managed.values()));
			cache.set(arn, role);
			return role;
		},
		commit: (writes) => {
			cache.clear();
			return commit(state, writes);
		},
	};
}

function documentsOf(
	role: RoleRecord,
	inline: readonly InlinePolicyRecord[],
	managed: readonly ManagedPolicyRecord[],
): unknown[] {
	const attached = managed.filter(
		(policy) => policy.roles.includes(role.name) || role.managedPolicyArns.includes(policy.arn),
	);
	const kept = role.managedPolicyArns.map(awsManagedPolicy).filter((document) => document !== undefined);
	return [
		...role.inline.map((policy) => policy.document),
		...inline.filter((policy) => policy.roles.includes(role.name)).map((policy) => policy.document),
		...attached.map((policy) => policy.document),
		...kept,
	];
}

function compileRole(record: RoleRecord, documents: readonly unknown[]): Role {
	const statements = documents.flatMap((document) => compilePolicy(document, "identity").statements);
	const byAction = new Map<string, readonly Statement[]>();
	return {
		record,
		trust: compilePolicy(record.trust, "trust"),
		statementsFor: (action) => {
			const known = byAction.get(action);
			if (known) return known;
			const found = statements.filter((statement) => statement.action(action));
			byAction.set(action, found);
			return found;
		},
	};
}
