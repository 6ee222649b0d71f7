import type { Ask } from "../ask.ts";
import { refuse } from "../refuse.ts";

/** What a writer says of an object besides its bytes. */
export interface Description {
	headers: Record<string, string>;
	metadata: Record<string, string>;
	tags: Record<string, string>;
}

const kept = ["cache-control", "content-disposition", "content-language", "expires"];

/** Reads content headers, metadata and tags of a write. */
export function readDescription(ask: Ask): Description {
	const headers: Record<string, string> = {};
	for (const name of kept) {
		const value = ask.header(name);
		if (value !== undefined) headers[name] = value;
	}
	headers["content-type"] = ask.header("content-type") ?? "binary/octet-stream";
	const encoding = (ask.header("content-encoding") ?? "")
		.split(",")
		.map((part) => part.trim())
		.filter((part) => part !== "" && part !== "aws-chunked");
	if (encoding.length > 0) headers["content-encoding"] = encoding.join(",");
	const storage = ask.header("x-amz-storage-class");
	if (storage !== undefined && storage !== "STANDARD")
		throw refuse.notImplemented(`the storage class ${storage} is not honoured by the local cloud`);
	const acl = ask.header("x-amz-acl");
	if (acl !== undefined && acl !== "bucket-owner-full-control" && acl !== "private")
		throw refuse.notImplemented(
			`the ACL ${acl} is not honoured by the local cloud: buckets enforce their owner`,
		);
	const metadata = ask.headers("x-amz-meta-");
	const size = Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
	if (size > 2048) throw refuse.argument("Your metadata headers exceed the maximum allowed metadata size");
	return { headers, metadata, tags: readTagging(ask) };
}

function readTagging(ask: Ask): Record<string, string> {
	const text = ask.header("x-amz-tagging");
	return text === undefined ? {} : checkTags([...new URLSearchParams(text)]);
}

/** At most ten tags, each name once, of at most 128 and 256 characters. */
export function checkTags(pairs: readonly (readonly [string, string])[]): Record<string, string> {
	const tags = Object.fromEntries(pairs);
	if (Object.keys(tags).length < pairs.length || pairs.length > 10)
		throw refuse.argument("an object takes up to 10 tags, each name once");
	for (const [name, value] of pairs)
		if (name === "" || name.length > 128 || value.length > 256)
			throw refuse.argument("a tag takes a name of 1 to 128 and a value of up to 256 characters");
	return tags;
}
