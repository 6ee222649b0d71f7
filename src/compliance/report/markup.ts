/** Markup that is safe to put into a page; made only by `html`. */
export class Markup {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

const escapes: Record<string, string> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};
// C0, C1 and bidirectional controls could make a reader see other text than was written.
const controls = /(?![\n\r\t])\p{Cc}|\p{Bidi_Control}/gu;

const escaped = (text: string) =>
	text.replace(/[&<>"']/g, (character) => escapes[character] ?? "").replace(controls, "\ufffd");

/** A page's piece: what stands in `${…}` is escaped unless it is `Markup` itself. */
export function html(
	strings: TemplateStringsArray,
	...values: readonly (string | number | Markup | readonly Markup[])[]
): Markup {
	const parts = values.map((value) => {
		if (value instanceof Markup) return value.text;
		if (typeof value === "object") return value.map(({ text }) => text).join("");
		return escaped(String(value));
	});
	return new Markup(strings.map((text, at) => text + (parts[at] ?? "")).join(""));
}
