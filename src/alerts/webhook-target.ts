import { AuditTrailError } from "../errors.ts";
import { parseAddress } from "../network/ip-address.ts";
import { addressKind } from "../network/public-address.ts";

/** Where a webhook may go. `private` networks are for trials, where the receiver runs on the same machine. */
export interface TargetPolicy {
	allowPrivate: boolean;
}

/**
 * Judges the URL of a webhook by its text. A name in it is judged when it is resolved: `assertAddress`.
 * @throws AuditTrailError `request-invalid`
 */
export function assertTarget(url: URL, policy: TargetPolicy): void {
	const refuse = (reason: string): never => {
		throw new AuditTrailError("request-invalid", `the webhook's URL ${reason}`);
	};
	if (url.protocol !== "https:" && !(url.protocol === "http:" && policy.allowPrivate))
		refuse("must begin with https://");
	if (url.username !== "" || url.password !== "") refuse("must not hold a user or password");
	const host = literal(url);
	if (host !== undefined) assertAddress(host, policy);
	// Plain HTTP is for this machine alone: elsewhere anybody on the way could read and forge.
	if (url.protocol === "http:" && url.hostname !== "localhost" && (!host || addressKind(host) !== "private"))
		refuse("may begin with http:// for an address of this machine only");
}

/**
 * Judges an address that the URL names or resolves to; each one, before a connection is made.
 * @throws AuditTrailError `request-invalid`
 */
export function assertAddress(address: string, policy: TargetPolicy): void {
	const kind = addressKind(address);
	if (kind === "public" || (kind === "private" && policy.allowPrivate)) return;
	throw new AuditTrailError("request-invalid", "the webhook's host is not on the public internet");
}

/** The URL's host where it is an address and no name. Node never asks a resolver for one. */
function literal(url: URL): string | undefined {
	const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
	return parseAddress(host) ? host : undefined;
}
