import type { QueryParameters } from "../iam/query-parameters.ts";
import { AwsError } from "../service.ts";

const refuse = (message: string) => new AwsError("ValidationError", message);

/** `Tags.member.<n>.Key` and `.Value`: at most 50, keys of 128 and values of 256 characters, no key twice. */
export function readSessionTags(parameters: QueryParameters): Record<string, string> {
	const list = parameters.list("Tags", ["Key", "Value"]);
	if (list.length > 50) throw refuse("a session takes 50 tags");
	const tags: Record<string, string> = {};
	const seen = new Set<string>();
	for (const { Key: key, Value: value } of list) {
		if (key === undefined || value === undefined) throw refuse("a session tag has a Key and a Value");
		if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key)) throw refuse(`"${key}" is not the key of a tag`);
		if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value))
			throw refuse(`the tag ${key} has a value that AWS refuses`);
		// Keys are told apart without regard to case: policies could not tell them apart either.
		if (seen.has(key.toLowerCase()))
			throw new AwsError("InvalidParameterValue", `Duplicate tag keys found: ${key}`);
		seen.add(key.toLowerCase());
		tags[key] = value;
	}
	return tags;
}
