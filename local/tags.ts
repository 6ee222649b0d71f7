import type { Members } from "./members.ts";

/** Tags as templates write them: a list of `{Key, Value}`. */
export function readTags(input: Members, name = "Tags"): Record<string, string> {
	const tags: Record<string, string> = {};
	for (const tag of input.inners(name) ?? []) {
		tags[tag.text("Key")] = tag.text("Value");
		tag.end();
	}
	return tags;
}
