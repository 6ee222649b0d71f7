/** An element's content: its text, or its children by name; those named in `lists` always as lists. */
export type XmlContent = string | { [name: string]: XmlContent | XmlContent[] };

export class XmlUnreadable extends Error {
	override readonly name = "XmlUnreadable";
}

const TOKEN =
	/<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z_][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/gy;
const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const DEEPEST = 16;

interface Open {
	name: string;
	text: string;
	children: [string, XmlContent][];
}

/**
 * Reads a small XML document as S3's requests hold them: elements and text; attributes are passed over.
 * Document types, CDATA and entities of one's own are refused.
 */
export function readXml(
	source: string,
	lists: readonly string[] = [],
): { name: string; content: XmlContent } {
	const root: Open = { name: "", text: "", children: [] };
	const stack = [root];
	TOKEN.lastIndex = 0;
	let at = 0;
	while (at < source.length) {
		TOKEN.lastIndex = at;
		const match = TOKEN.exec(source);
		if (!match) throw new XmlUnreadable(`the XML cannot be read at character ${at}`);
		at = TOKEN.lastIndex;
		const [token, closes, name, , empty] = match;
		const top = stack.at(-1) ?? root;
		if (name === undefined) {
			if (!token.startsWith("<")) top.text += unescapeXml(token);
		} else if (closes) {
			if (stack.length < 2 || top.name !== name) throw new XmlUnreadable(`</${name}> closes nothing`);
			stack.pop();
			stack.at(-1)?.children.push([name, close(top, lists)]);
		} else if (empty) top.children.push([name, ""]);
		else {
			if (stack.length > DEEPEST) throw new XmlUnreadable("the XML is nested too deeply");
			stack.push({ name, text: "", children: [] });
		}
	}
	const [only, second] = root.children;
	if (stack.length > 1 || !only || second || root.text.trim() !== "")
		throw new XmlUnreadable("the XML must be one closed element");
	return { name: only[0], content: only[1] };
}

function close(element: Open, lists: readonly string[]): XmlContent {
	if (element.children.length === 0) return element.text;
	const content: { [name: string]: XmlContent | XmlContent[] } = Object.create(null);
	for (const [name, value] of element.children) {
		const known = content[name];
		if (lists.includes(name)) content[name] = [...(Array.isArray(known) ? known : []), value];
		else if (known !== undefined) throw new XmlUnreadable(`${name} stands twice`);
		else content[name] = value;
	}
	return content;
}

function unescapeXml(text: string): string {
	return text.replace(/&([^;]*);?/g, (_all, reference: string) => {
		const code = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(reference);
		if (code) {
			const point = code[1] ? Number.parseInt(code[1], 16) : Number(code[2]);
			if (point <= 0x10ffff) return String.fromCodePoint(point);
		}
		const character = entities[reference];
		if (character === undefined) throw new XmlUnreadable(`&${reference}; is not known`);
		return character;
	});
}
