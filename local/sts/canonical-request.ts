import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";
import type { SignedParts, SignedRequest } from "./signed-parts.ts";

/** RFC 3986: all but the unreserved characters as `%XX`. */
const encode = (text: string): string =>
	encodeURIComponent(text).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);

/**
 * The text that a request's signature covers (IAM User Guide, "Create a signed AWS API request", step 1).
 * S3 takes the path as it was sent; the others encode it once more.
 */
export function canonicalRequest(request: SignedRequest, parts: SignedParts, payloadHash: string): string {
	const at = request.url.indexOf("?");
	const path = at < 0 ? request.url : request.url.slice(0, at);
	const query = at < 0 ? "" : request.url.slice(at + 1);
	return [
		request.method,
		parts.service === "s3" ? path : encode(normal(path)).replaceAll("%2F", "/"),
		canonicalQuery(query),
		...parts.signedHeaders.map(
			(name) => `${name}:${(request.headers[name] ?? "").trim().replace(/ +/g, " ")}`,
		),
		"",
		parts.signedHeaders.join(";"),
		payloadHash,
	].join("\n");
}

/** A path without empty and dot segments (RFC 3986, section 6). */
function normal(path: string): string {
	const kept: string[] = [];
	for (const segment of path.split("/"))
		if (segment === "..") kept.pop();
		else if (segment !== "" && segment !== ".") kept.push(segment);
	return `/${kept.join("/")}${kept.length > 0 && path.endsWith("/") ? "/" : ""}`;
}

function canonicalQuery(query: string): string {
	return query
		.split("&")
		.filter((field) => field !== "")
		.map((field) => {
			const at = field.indexOf("=");
			const [name, value] = at < 0 ? [field, ""] : [field.slice(0, at), field.slice(at + 1)];
			return [encode(decode(name)), encode(decode(value))] as const;
		})
		.filter(([name]) => name !== "X-Amz-Signature")
		.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1))
		.map(([name, value]) => `${name}=${value}`)
		.join("&");
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text.replaceAll("+", "%20"));
	} catch {
		return text;
	}
}

/** Scope of a credential, as it stands in what is signed. */
export const scopeOf = (parts: Pick<SignedParts, "day" | "region" | "service">): string =>
	`${parts.day}/${parts.region}/${parts.service}/aws4_request`;

/** Step 2 and 4: the signature of a canonical request. */
export function sign(canonical: string, parts: SignedParts, key: KeyObject): string {
	const digest = hash("sha256", canonical);
	return createHmac("sha256", key)
		.update(`AWS4-HMAC-SHA256\n${parts.time}\n${scopeOf(parts)}\n${digest}`)
		.digest("hex");
}

/** Keys derived from secrets, by secret and scope: four HMACs that a caller's day and service share. */
const derived = new Map<string, KeyObject>();
const derivedKept = 1000;

/** Step 3: the key of a secret for a day, region and service. */
export function signingKey(
	secret: string,
	parts: Pick<SignedParts, "day" | "region" | "service">,
): KeyObject {
	const name = `${secret} ${scopeOf(parts)}`;
	const known = derived.get(name);
	if (known) return known;
	let key = createSecretKey(`AWS4${secret}`, "utf8");
	for (const step of [parts.day, parts.region, parts.service, "aws4_request"])
		key = createSecretKey(createHmac("sha256", key).update(step).digest());
	if (derived.size >= derivedKept) derived.clear();
	derived.set(name, key);
	return key;
}
