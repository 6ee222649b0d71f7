import type { Members } from "../members.ts";

/** `Tags: [{Key, Value}]` of a resource. */
export function readTags(members: Members): Record<string, string> {
	const tags: Record<string, string> = {};
	for (const tag of members.inners("Tags") ?? []) {
		tags[tag.text("Key")] = tag.text("Value");
		tag.end();
	}
	return tags;
}
