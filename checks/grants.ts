import { Names } from "./names.ts";
import { type Placed, resourcesOf, type Templates } from "./template.ts";

/** One thing that one role may do to one resource. */
export interface Grant {
	/** The role's name without its hash, e.g. `IngestRole`. */
	role: string;
	action: string;
	resource: string;
	/** Conditions as text; empty where there are none. */
	when: string;
}

/** Every grant of every role of a deployment. A denial, a `NotAction` or an inline policy is refused: we write none. */
export function grantsOf(templates: Templates): Grant[] {
	const names = new Names(templates);
	const all = resourcesOf(templates);
	const roles = all.filter(({ resource }) => resource.Type === "AWS::IAM::Role");
	return roles.flatMap((role) => {
		if (role.resource.Properties?.["Policies"]) throw new Error(`${role.logicalId} has inline policies`);
		const name = names.text({ Ref: role.logicalId }, role.stack);
		return [
			...managedByAws(role, name, names),
			...policiesOf(role, all, names).flatMap(({ stack, resource }) =>
				statements(resource.Properties?.["PolicyDocument"]).flatMap((statement) =>
					grants(name, statement, (value) => names.text(value, stack)),
				),
			),
		];
	});
}

/** Policies that AWS keeps show by their name alone. */
const managedByAws = (role: Placed, name: string, names: Names): Grant[] =>
	list(role.resource.Properties?.["ManagedPolicyArns"])
		.filter((arn) => !names.resource(arn, role.stack))
		.map((arn) => ({
			role: name,
			action: names.text(arn, role.stack).replace(/^.*:policy\//, "AWS's policy "),
			resource: "*",
			when: "",
		}));

function policiesOf(role: Placed, all: readonly Placed[], names: Names): Placed[] {
	const path = `${role.stack}/${role.logicalId}`;
	const leadsTo = (value: unknown, stack: string, id: string) => names.resource(value, stack) === id;
	if (all.some(({ resource }) => resource.Type === "AWS::IAM::Policy"))
		throw new Error("a policy of the type AWS::IAM::Policy is not looked at: use a managed one");
	return all.filter(
		({ stack, logicalId, resource }) =>
			resource.Type === "AWS::IAM::ManagedPolicy" &&
			(list(role.resource.Properties?.["ManagedPolicyArns"]).some((arn) =>
				leadsTo(arn, role.stack, `${stack}/${logicalId}`),
			) ||
				list(resource.Properties?.["Roles"]).some((one) => leadsTo(one, stack, path))),
	);
}

const list = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat());

export const statements = (document: unknown): Record<string, unknown>[] =>
	list(Object(document)["Statement"]).map((statement) => ({ ...Object(statement) }));

function grants(role: string, statement: Record<string, unknown>, text: (value: unknown) => string): Grant[] {
	if (statement["Effect"] !== "Allow" || !statement["Action"] || !statement["Resource"])
		throw new Error(`a statement of ${role} is not a plain permission`);
	const when = conditionText(statement["Condition"], text);
	return list(statement["Action"]).flatMap((action) =>
		list(statement["Resource"]).map((resource) => ({
			role,
			action: String(action),
			resource: text(resource),
			when,
		})),
	);
}

export function conditionText(condition: unknown, text: (value: unknown) => string): string {
	return Object.entries(Object(condition))
		.flatMap(([operator, keys]) =>
			Object.entries(Object(keys)).map(
				([key, value]) => `${operator} ${key} ${list(value).map(text).join(" or ")}`,
			),
		)
		.join("; ");
}
