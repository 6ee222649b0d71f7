import { createHash } from "node:crypto";
import { readProperties } from "../../cloudformation/properties.ts";
import type { Members } from "../../members.ts";
import { AwsError, type ResourceProvider } from "../../service.ts";
import type { Collection } from "../../state.ts";

/** A provider for one kind of part: reads its properties, refuses what it did not read, keeps it by its id. */
export function partProvider<Part>(options: {
	type: string;
	collection: Collection<Part>;
	/** `id` is the same at every deployment. */
	read(properties: Members, id: string): Part | Promise<Part>;
	/** What `Ref` gives, where it is not the id. */
	physicalId?(part: Part): string;
	attributes?(part: Part): Record<string, string>;
	/** Called after a change. */
	changed?(): void;
}): ResourceProvider {
	const { type, collection, read, changed } = options;
	return {
		type,
		apply: async (request) => {
			const properties = readProperties(type, request);
			const id = partId(type, request.stack, request.logicalId);
			const part = await read(properties, id);
			properties.end();
			const physicalId = options.physicalId?.(part) ?? id;
			await collection.put(physicalId, part);
			changed?.();
			return { physicalId, attributes: options.attributes?.(part) ?? {} };
		},
		remove: async ({ physicalId }) => {
			await collection.delete(physicalId);
			changed?.();
		},
	};
}

/** Ten characters, as API Gateway's ids have. */
const partId = (...names: string[]): string =>
	BigInt(`0x${createHash("sha256").update(names.join("/")).digest("hex")}`)
		.toString(36)
		.slice(0, 10);

export const refuse = (message: string): AwsError => new AwsError("BadRequestException", message);

/** The function's ARN in an integration's or authorizer's URI. */
export function functionOf(uri: string): string {
	const match = /^arn:aws:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(uri);
	if (!match?.[1]) throw refuse(`${uri} is not the URI of a Lambda function; only those are simulated`);
	return match[1];
}

/** An object of strings. */
export function texts(value: unknown, where: string): Record<string, string> {
	const entries = Object.entries((value ?? {}) as Record<string, unknown>);
	for (const [name, entry] of entries)
		if (typeof entry !== "string") throw refuse(`${where}.${name} must be a string`);
	return Object.fromEntries(entries) as Record<string, string>;
}
