import type { AwsResponse } from "../service.ts";
import { writeXml, type Xml } from "../xml/write-xml.ts";

/** The reply of one operation in AWS's query protocol; a list stands inside its element as `member` elements. */
export function queryReply(reply: {
	operation: string;
	/** XML namespace of the service. */
	namespace: string;
	result: Xml;
	requestId: string;
}): AwsResponse {
	const { operation, namespace, result, requestId } = reply;
	const inner = writeXml({
		[`${operation}Result`]: result,
		ResponseMetadata: { RequestId: requestId },
	});
	return {
		status: 200,
		headers: { "content-type": "text/xml" },
		body: `<${operation}Response xmlns="${namespace}">${inner}</${operation}Response>`,
	};
}
