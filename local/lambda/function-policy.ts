import { readProperties } from "../cloudformation/properties.ts";
import type { ResourceProvider } from "../service.ts";
import type { State } from "../state.ts";
import { type Functions, functionName } from "./functions.ts";

interface Statement {
	Sid: string;
	Effect: "Allow";
	Principal: Record<string, string> | "*";
	Action: string;
	Resource: string;
	Condition?: Record<string, Record<string, string>>;
}

/** Statements of `AWS::Lambda::Permission`, by `<function name>/<statement id>`. */
const statements = (state: State) => state.collection<Statement>("lambda-permissions");

/** A function's resource policy: who may invoke it besides those whose own policies say so. */
export async function functionPolicy(state: State, name: string): Promise<unknown> {
	const found = await statements(state).list({ prefix: `${name}/` });
	return { Version: "2012-10-17", Statement: found.map(([, statement]) => statement) };
}

const permissionType = "AWS::Lambda::Permission";

export function permissionProvider(state: State, functions: Functions): ResourceProvider {
	return {
		type: permissionType,
		apply: async (request) => {
			const properties = readProperties(permissionType, request);
			const { name, arn } = await functions.find(properties.text("FunctionName"));
			const principal = properties.text("Principal");
			const sourceArn = properties.maybeText("SourceArn");
			const sourceAccount = properties.maybeText("SourceAccount");
			const sid = `${request.stack}-${request.logicalId}`;
			const statement: Statement = {
				Sid: sid,
				Effect: "Allow",
				Principal: readPrincipal(principal),
				Action: properties.text("Action"),
				Resource: arn,
			};
			if (sourceArn !== undefined || sourceAccount !== undefined)
				statement.Condition = {
					...(sourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": sourceArn } }),
					...(sourceAccount === undefined ? {} : { StringEquals: { "aws:SourceAccount": sourceAccount } }),
				};
			properties.end();
			const key = `${name}/${sid}`;
			if (request.physicalId !== undefined && request.physicalId !== key)
				await statements(state).delete(request.physicalId);
			await statements(state).put(key, statement);
			return { physicalId: key, attributes: { Id: sid } };
		},
		remove: ({ physicalId }) => statements(state).delete(physicalId),
	};
}

function readPrincipal(principal: string): Statement["Principal"] {
	if (principal === "*") return "*";
	return principal.endsWith(".amazonaws.com") ? { Service: principal } : { AWS: principal };
}

/** Forgets the policy of a function that is removed. */
export async function deleteFunctionPolicy(state: State, nameOrArn: string): Promise<void> {
	const prefix = `${functionName(nameOrArn)}/`;
	for (const [key] of await statements(state).list({ prefix })) await statements(state).delete(key);
}
