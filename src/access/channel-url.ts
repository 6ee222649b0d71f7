import { AuditTrailError } from "../errors.ts";

/**
 * The URL of a webhook, as far as its text can be judged; which addresses its host may resolve to is judged at
 * each sending.
 * @throws AuditTrailError `request-invalid`
 */
export function channelUrl(text: string): { url: string; host: string } {
	const url = parse(text);
	if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname)))
		throw new AuditTrailError("request-invalid", "url must begin with https:// (http:// only on loopback)");
	if (url.username !== "" || url.password !== "")
		throw new AuditTrailError("request-invalid", "url must not carry a user or password; the secret signs");
	if (url.hash !== "") throw new AuditTrailError("request-invalid", "url must not have a fragment");
	return { url: url.href, host: url.hostname };
}

const isLoopback = (host: string): boolean =>
	host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);

function parse(text: string): URL {
	try {
		return new URL(text);
	} catch (cause) {
		throw new AuditTrailError("request-invalid", "url is not a URL", { cause });
	}
}
