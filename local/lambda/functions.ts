import { AwsError, type Caller, type LocalContext } from "../service.ts";
import type { State } from "../state.ts";
import type { FunctionConfiguration } from "./function-configuration.ts";

/** The functions that were deployed, found by name or ARN. */
export class Functions {
	readonly #state: State;
	constructor(state: State) {
		this.#state = state;
	}

	get #records() {
		return this.#state.collection<FunctionConfiguration>("lambda-functions");
	}

	put(configuration: FunctionConfiguration): Promise<void> {
		return this.#records.put(configuration.name, configuration);
	}

	delete(name: string): Promise<void> {
		return this.#records.delete(name);
	}

	/** By name or by ARN (`$LATEST` only); throws ResourceNotFoundException. */
	async find(nameOrArn: string): Promise<FunctionConfiguration> {
		const name = functionName(nameOrArn);
		const found = await this.#records.get(name);
		if (found) return found;
		throw new AwsError("ResourceNotFoundException", `Function not found: ${nameOrArn}`, 404, {
			Type: "User",
		});
	}
}

/** The name in a name, partial ARN or ARN; versions and aliases other than `$LATEST` are refused. */
export function functionName(nameOrArn: string): string {
	const match =
		/^(?:arn:aws:lambda:[a-z0-9-]+:\d{12}:function:|\d{12}:function:)?([A-Za-z0-9_-]+)(?::(.+))?$/.exec(
			nameOrArn,
		);
	const qualifier = match?.[2];
	if (!match || (qualifier !== undefined && qualifier !== "$LATEST"))
		throw new AwsError(
			"InvalidParameterValueException",
			`${nameOrArn} is not a function name or ARN that the local cloud knows (only $LATEST is simulated)`,
		);
	return match[1] ?? "";
}

/** A function's role as a caller of other services. */
export function roleCaller(context: LocalContext, { roleArn, name }: FunctionConfiguration): Caller {
	const role = roleArn.slice(roleArn.lastIndexOf("/") + 1);
	return {
		kind: "session",
		arn: `arn:aws:sts::${context.account}:assumed-role/${role}/${name}`,
		roleArn,
		tags: {},
	};
}
