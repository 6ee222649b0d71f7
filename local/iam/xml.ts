/** What a query-protocol reply is made of: text, nested elements, or a list whose items are `member` elements. */
export type XmlValue = string | number | boolean | undefined | XmlValue[] | { [element: string]: XmlValue };

const escapes: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&apos;",
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? "");

function render(value: XmlValue): string {
	if (value === undefined) return "";
	if (Array.isArray(value)) return value.map((item) => `<member>${render(item)}</member>`).join("");
	if (typeof value !== "object") return escaped(String(value));
	return Object.entries(value)
		.map(([name, inner]) => (inner === undefined ? "" : `<${name}>${render(inner)}</${name}>`))
		.join("");
}

/** The reply of one operation in AWS's query protocol, for the namespace of its service. */
export function queryReply(options: {
	operation: string;
	namespace: string;
	result: XmlValue;
	requestId: string;
}): { status: number; headers: Record<string, string>; body: string } {
	const { operation, namespace, result, requestId } = options;
	const body = `<${operation}Response xmlns="${namespace}"><${operation}Result>${render(result)}</${operation}Result><ResponseMetadata><RequestId>${escaped(requestId)}</RequestId></ResponseMetadata></${operation}Response>`;
	return { status: 200, headers: { "content-type": "text/xml" }, body };
}
