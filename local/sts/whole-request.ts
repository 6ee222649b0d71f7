import { hash } from "node:crypto";
import { AwsError } from "../service.ts";
import { decodeChunked } from "./chunked-body.ts";
import type { Payload } from "./signature.ts";

interface Transfer {
	headers: Record<string, string>;
	body: Buffer;
}

/**
 * A request whose body came in signed pieces, as the same request with its body in one: the pieces' signatures are
 * checked, and trailing headers stand among the others. Every other request is given back as it is.
 */
export function wholeRequest<Request extends Transfer>(request: Request, payload: Payload): Request {
	if (payload.kind !== "chunked" || !payload.signed) return request;
	const { body, trailers } = decodeChunked(request.body, payload);
	const { "x-amz-decoded-content-length": length, "x-amz-trailer": announced, ...kept } = request.headers;
	if (length !== String(body.length))
		throw new AwsError("IncompleteBody", "x-amz-decoded-content-length does not fit the bytes that came.");
	if (Object.keys(trailers).join(",") !== (announced ?? ""))
		throw new AwsError("MalformedTrailerError", "x-amz-trailer and the trailer do not fit each other.");
	const own = { "content-length": String(body.length), "x-amz-content-sha256": hash("sha256", body) };
	return { ...request, body, headers: { ...kept, ...trailers, ...own } };
}
