import { hash } from "node:crypto";
import { AuditTrailError } from "../errors.ts";

/** A place to go on from: whole numbers, or an id. */
export type Place = readonly (number | string)[];

/**
 * An opaque cursor: the place, and a digest of the question that it belongs to. It opens nothing (every read is
 * held to the caller's tenant), so it is not signed; the digest keeps it from being used with other filters,
 * where it would skip entries in silence.
 */
export const formatCursor = (question: unknown, place: Place): string =>
	Buffer.from(JSON.stringify([digest(question), ...place])).toString("base64url");

/** @throws AuditTrailError `cursor-invalid` where it is none of ours, or belongs to another question */
export function parseCursor<const Types extends readonly ("number" | "string")[]>(
	question: unknown,
	text: string,
	types: Types,
): { [Index in keyof Types]: Types[Index] extends "number" ? number : string } {
	const [bound, ...place] = decode(text);
	const fits =
		bound === digest(question) &&
		place.length === types.length &&
		place.every((part, index) =>
			types[index] === "number" ? Number.isSafeInteger(part) && Number(part) >= 0 : typeof part === "string",
		);
	if (!fits)
		throw new AuditTrailError("cursor-invalid", "the cursor belongs to another request or was not made here");
	// Each part was just held against its type.
	return place as { [Index in keyof Types]: Types[Index] extends "number" ? number : string };
}

function decode(text: string): unknown[] {
	try {
		const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
		return Array.isArray(value) ? value : [];
	} catch {
		return [];
	}
}

const digest = (question: unknown): string =>
	hash("sha256", JSON.stringify(question), "buffer").toString("base64url", 0, 6);
