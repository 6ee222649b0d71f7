import validations from "dynalite/validations/index.js";
import { invalid, refusal } from "./refusal.ts";

/** dynalite reads the size limit and, in refusals of tag operations, these from a store. */
const limits = { options: { maxItemSize: 409_600 }, tableDb: { awsAccountId: "", awsRegion: "" } };

/**
 * Holds a request against an operation's fields. dynalite drops a field that it does not know; here it is refused
 * by its name, because a dropped field would be one honoured by AWS and not by us.
 * @throws AwsError `ValidationException`, `SerializationException`
 */
export function validate<Input>(input: object, validation: DynaliteValidation): Input {
	refuseUnknown(input, { type: "FieldStruct<Request>", children: validation.types }, "");
	try {
		const data = validations.checkTypes(input, validation.types);
		validations.checkValidations(data, validation.types, validation.custom, limits);
		// The checks above have just proven the shape that `Input` writes down.
		return data as Input;
	} catch (error) {
		throw refusal(error as DynaliteError);
	}
}

/** Walks structures only: attribute values have their own check, and a walk of each item would cost what that costs. */
function refuseUnknown(
	value: unknown,
	type: DynaliteType | Record<string, DynaliteType>,
	path: string,
): void {
	if (typeof value !== "object" || value === null || typeof type === "string") return;
	const { type: kind, children } = type;
	if (typeof kind !== "string" || typeof children !== "object") return;
	if (/^(List|ParameterizedList|Map)/.test(kind)) {
		for (const [name, member] of Object.entries(value)) refuseUnknown(member, children, `${path}${name}.`);
		return;
	}
	const fields = children as Record<string, DynaliteType>;
	for (const [name, member] of Object.entries(value)) {
		const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
		if (!field)
			throw invalid(
				`The local cloud does not honour the parameter ${path}${name}; leave it out, or use a real account`,
			);
		refuseUnknown(member, field, `${path}${name}.`);
	}
}
