import { Members } from "../members.ts";
import type { AwsRequest, AwsResponse } from "../service.ts";
import { readXml, XmlUnreadable } from "../xml/read-xml.ts";
import { escapeXml, writeXml, type Xml } from "../xml/write-xml.ts";
import { refuse } from "./refuse.ts";

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** An answer with an XML document of S3's namespace. */
export function xmlReply(root: string, content: Xml, headers: Record<string, string> = {}): AwsResponse {
	return {
		status: 200,
		headers: { "content-type": "application/xml", ...headers },
		body: `${HEAD}<${root} xmlns="${NAMESPACE}">${writeXml(content)}</${root}>`,
	};
}

export const emptyReply = (status: number, headers: Record<string, string> = {}): AwsResponse => ({
	status,
	headers,
	body: "",
});

/** The error document, for answers that need headers beside it. */
export const errorBody = (code: string, message: string, request: AwsRequest) =>
	`${HEAD}<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message><RequestId>${request.requestId}</RequestId></Error>`;

/** Reads a request's XML document with this root; what the operation does not read of it is refused. */
export function readDocument(bytes: Buffer, root: string, lists: readonly string[] = []): Members {
	try {
		const { name, content } = readXml(bytes.toString(), lists);
		if (name !== root) throw refuse.malformed(`the document must be a ${root}`);
		return new Members(content === "" ? {} : content, root, refuse.malformed);
	} catch (error) {
		if (error instanceof XmlUnreadable) throw refuse.malformed(error.message);
		throw error;
	}
}

/** How S3 writes times in XML. */
export const isoTime = (milliseconds: number) => new Date(milliseconds).toISOString();
