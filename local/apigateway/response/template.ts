import { AwsError } from "../../service.ts";

/** `$context` variables by their path, e.g. `error.responseType`. */
export type ContextVariables = ReadonlyMap<string, string>;

const variable = /\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)/g;

/** Fills in `$context.…`; `absent` stands for what has no value. */
export const fillTemplate = (template: string, variables: ContextVariables, absent: string): string =>
	template.replace(variable, (_match, name: string) => variables.get(name) ?? absent);

/** Of the template language (VTL) only `$context` variables are simulated; the rest is refused. */
export function checkTemplate(template: string): void {
	const rest = template.replace(variable, "");
	const other = /\$[A-Za-z{!][^\s"]*|#(?:set|if|foreach|else|end)\b/.exec(rest)?.[0];
	if (other !== undefined)
		throw new AwsError("BadRequestException", `${other} in a response template is not simulated`);
}
