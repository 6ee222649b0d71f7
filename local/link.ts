import { AwsError, type Links, type LocalContext } from "./service.ts";

/** An edge to another service, or a refusal that says which service is not running. */
export function link<Name extends keyof Links>(context: LocalContext, name: Name): NonNullable<Links[Name]> {
	const edge = context.links[name];
	if (!edge)
		throw new AwsError("InternalFailure", `no service of this local cloud offers ${name}; start it too`, 500);
	return edge;
}
