import type { AwsError } from "../service.ts";
import { signatureRefusal } from "./signature-refusal.ts";

/** A request as it came, before anything is decoded. */
export interface SignedRequest {
	method: string;
	/** Path and query, exactly as they stood in the request line. */
	url: string;
	/** Names in lower case; repeated ones joined by commas. */
	headers: Readonly<Record<string, string>>;
	body: Buffer;
}

/** What the request says about its signature, in its header or in its query (presigned). */
export interface SignedParts {
	accessKeyId: string;
	/** `YYYYMMDD` of the credential's scope. */
	day: string;
	region: string;
	service: string;
	signedHeaders: readonly string[];
	signature: string;
	/** `YYYYMMDD'T'HHMMSS'Z'` */
	time: string;
	sessionToken: string | undefined;
	/** Seconds for which a presigned URL is good; `undefined` where the header signs. */
	expires: number | undefined;
}

const algorithm = "AWS4-HMAC-SHA256";
/** A presigned URL lives a week at most. */
const longestExpiry = 604_800;

/** The signing name that the request claims, for refusals; empty where it claims none. */
export function readSignedParts(request: SignedRequest): SignedParts {
	const query = new URLSearchParams(request.url.split("?")[1] ?? "");
	return query.has("X-Amz-Algorithm") ? fromQuery(query) : fromHeader(request.headers);
}

function fromHeader(headers: Readonly<Record<string, string>>): SignedParts {
	const authorization = headers["authorization"];
	if (authorization === undefined)
		throw signatureRefusal("", "missing", "Request is missing Authentication Token");
	const space = authorization.indexOf(" ");
	const fields = new Map(
		authorization
			.slice(space + 1)
			.split(",")
			.map((field) => {
				const at = field.indexOf("=");
				return [field.slice(0, at).trim(), field.slice(at + 1).trim()] as const;
			}),
	);
	const scope = readScope(authorization.slice(0, space), fields.get("Credential"));
	const time = headers["x-amz-date"];
	return {
		...scope,
		...readNames(scope.service, fields.get("SignedHeaders"), fields.get("Signature"), time),
		sessionToken: headers["x-amz-security-token"],
		expires: undefined,
	};
}

function fromQuery(query: URLSearchParams): SignedParts {
	const get = (name: string) => query.get(name) ?? undefined;
	const scope = readScope(get("X-Amz-Algorithm") ?? "", get("X-Amz-Credential"));
	const expires = Number(get("X-Amz-Expires") ?? "x");
	if (!Number.isInteger(expires) || expires < 0 || expires > longestExpiry)
		throw malformed(scope.service, `X-Amz-Expires takes 0 to ${longestExpiry} seconds`);
	return {
		...scope,
		...readNames(scope.service, get("X-Amz-SignedHeaders"), get("X-Amz-Signature"), get("X-Amz-Date")),
		sessionToken: get("X-Amz-Security-Token"),
		expires,
	};
}

function readScope(
	named: string,
	credential: string | undefined,
): Pick<SignedParts, "accessKeyId" | "day" | "region" | "service"> {
	const [accessKeyId = "", day = "", region = "", service = "", end = "", ...rest] = (credential ?? "").split(
		"/",
	);
	if (named !== algorithm) throw malformed(service, `only ${algorithm} is honoured`);
	if (
		!accessKeyId ||
		!/^\d{8}$/.test(day) ||
		!region ||
		!service ||
		end !== "aws4_request" ||
		rest.length > 0
	)
		throw malformed(service, "Credential must have key/YYYYMMDD/region/service/aws4_request");
	return { accessKeyId, day, region, service };
}

function readNames(
	service: string,
	names: string | undefined,
	signature: string | undefined,
	time: string | undefined,
): Pick<SignedParts, "signedHeaders" | "signature" | "time"> {
	const signedHeaders = (names ?? "").split(";");
	if (!signedHeaders.includes("host")) throw malformed(service, "'Host' must be a 'SignedHeader'");
	if (!/^[0-9a-f]{64}$/.test(signature ?? ""))
		throw malformed(service, "Signature is not 64 hexadecimal digits");
	if (!/^\d{8}T\d{6}Z$/.test(time ?? "")) throw malformed(service, "X-Amz-Date is not YYYYMMDDTHHMMSSZ");
	return { signedHeaders, signature: signature ?? "", time: time ?? "" };
}

const malformed = (service: string, message: string): AwsError =>
	signatureRefusal(service, "malformed", message);
