import type { Templates } from "./template.ts";

/**
 * Gives values of a template a name that a person can read: `Tables/Ledger.Arn` becomes `Ledger`, what another
 * stack exports is followed there, joined strings are put together. The account reads `<account>`.
 */
export class Names {
	readonly #exports = new Map<string, { stack: string; value: unknown }>();
	readonly #types = new Map<string, string>();

	constructor(templates: Templates) {
		for (const [stack, template] of Object.entries(templates)) {
			for (const output of Object.values(template.Outputs ?? {})) {
				const { Value, Export } = { Value: undefined, Export: undefined, ...Object(output) };
				const name: unknown = Object(Export)["Name"];
				if (typeof name === "string") this.#exports.set(name, { stack, value: Value });
			}
			for (const [id, { Type }] of Object.entries(template.Resources))
				this.#types.set(`${stack}/${id}`, Type);
		}
	}

	/** The `<stack>/<logical id>` that a value leads to, if it leads to one resource. */
	resource(value: unknown, stack: string): string | undefined {
		const { Ref, ["Fn::GetAtt"]: got, ["Fn::ImportValue"]: imported } = Object(value);
		const exported = typeof imported === "string" ? this.#exports.get(imported) : undefined;
		if (exported) return this.resource(exported.value, exported.stack);
		const id = `${stack}/${typeof Ref === "string" ? Ref : Array.isArray(got) ? String(got[0]) : ""}`;
		return this.#types.has(id) ? id : undefined;
	}

	text(value: unknown, stack: string): string {
		if (typeof value === "string") return value;
		const { Ref, ["Fn::Join"]: join, ["Fn::GetAtt"]: got, ["Fn::ImportValue"]: imported } = Object(value);
		const exported = typeof imported === "string" ? this.#exports.get(imported) : undefined;
		if (exported) return this.text(exported.value, exported.stack);
		if (Array.isArray(join)) {
			const [separator, parts]: unknown[] = join;
			if (Array.isArray(parts)) return parts.map((part) => this.text(part, stack)).join(String(separator));
		}
		if (Ref === "AWS::AccountId") return "<account>";
		if (Ref === "AWS::Partition") return "aws";
		const id = this.resource(value, stack);
		if (!id) throw new Error(`no name for ${JSON.stringify(value)}`);
		const stream = Array.isArray(got) && got[1] === "StreamArn" ? " stream" : "";
		return `${short(id)}${kinds[this.#types.get(id) ?? ""] ?? ""}${stream}`;
	}
}

const kinds: Readonly<Record<string, string>> = {
	"AWS::DynamoDB::GlobalTable": " table",
	"AWS::S3::Bucket": " bucket",
};

/** `Data/TablesLedgerF9806C8B` → `Ledger`: without the stack, the hash and the folder of tables. */
const short = (id: string): string =>
	id
		.split("/")
		.slice(1)
		.join("/")
		.replace(/[0-9A-F]{8}$/, "")
		.replace(/^Tables(?!Key$)/, "");
