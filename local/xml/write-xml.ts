/** What an XML reply is made of. A list stands for one element of its name per entry; `undefined` for none. */
export type Xml =
	| string
	| number
	| boolean
	| undefined
	| readonly Xml[]
	| { readonly [element: string]: Xml };

const escapes: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"\r": "&#13;",
};

/** Escapes text; characters that XML 1.0 cannot hold must have been refused or encoded before. */
export const escapeXml = (text: string): string =>
	text.replace(/[&<>"\r]/g, (character) => escapes[character] ?? "");

/** Writes elements, in the order of the object's members. Text is escaped. */
export function writeXml(value: Xml): string {
	if (value === undefined) return "";
	if (typeof value !== "object") return escapeXml(String(value));
	if (isList(value)) return value.map(writeXml).join("");
	return Object.entries(value)
		.map(([name, inner]) => {
			if (inner === undefined) return "";
			const entries = typeof inner === "object" && isList(inner) ? inner : [inner];
			return entries.map((entry) => `<${name}>${writeXml(entry)}</${name}>`).join("");
		})
		.join("");
}

const isList = (value: Xml): value is readonly Xml[] => Array.isArray(value);
