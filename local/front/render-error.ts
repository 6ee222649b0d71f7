import { crc32 } from "node:zlib";
import type { AwsError, AwsResponse } from "../service.ts";
import { writeXml } from "../xml/write-xml.ts";
import type { Protocol } from "./protocol.ts";

/** A refusal as the SDK for its service expects it. Details (`Item`, `CancellationReasons`, …) stand beside it. */
export function renderError(error: AwsError, protocol: Protocol, requestId: string): AwsResponse {
	const { code, status, message, detail } = error;
	const json = (
		type: string,
		body: Record<string, unknown>,
		headers: Record<string, string>,
	): AwsResponse => {
		const text = JSON.stringify(body);
		return {
			status,
			headers: { "content-type": type, "x-amz-crc32": String(crc32(text)), ...headers },
			body: text,
		};
	};
	switch (protocol) {
		case "json-1.0":
			return json(
				"application/x-amz-json-1.0",
				{ __type: code, message, Message: message, ...detail },
				{ "x-amzn-errortype": code },
			);
		case "json-1.1":
			return json("application/x-amz-json-1.1", { __type: code, message, ...detail }, {});
		case "rest-json":
			return json("application/json", { message, Message: message, ...detail }, { "x-amzn-errortype": code });
		case "query":
			return xml(status, {
				ErrorResponse: {
					Error: { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message },
					RequestId: requestId,
				},
			});
		case "s3":
			// A 304 and an answer to HEAD have no body; the front drops it there.
			return xml(status, {
				Error: { Code: code, Message: message, ...texts(detail), RequestId: requestId, HostId: requestId },
			});
	}
}

const xml = (status: number, content: Parameters<typeof writeXml>[0]): AwsResponse => ({
	status,
	headers: { "content-type": "application/xml" },
	body: `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml(content)}`,
});

const texts = (detail: Readonly<Record<string, unknown>>) =>
	Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, String(value)]));
