import { AwsError } from "../service.ts";

/**
 * Parameters of a call in AWS's query protocol (`Name=value`, `List.member.1.Part=value`), each read by name;
 * `end` refuses what was not read, so that nothing is accepted in silence.
 */
export class QueryParameters {
	readonly #values: URLSearchParams;
	readonly #read = new Set(["Action", "Version"]);
	readonly operation: string;

	constructor(body: string) {
		this.#values = new URLSearchParams(body);
		this.operation = this.#values.get("Action") ?? "";
	}

	maybe(name: string): string | undefined {
		this.#read.add(name);
		return this.#values.get(name) ?? undefined;
	}

	text(name: string): string {
		const value = this.maybe(name);
		if (value === undefined || value === "")
			throw new AwsError("ValidationError", `${this.operation} needs ${name}`);
		return value;
	}

	/** The items of `<name>.member.<n>.<part>`, in order of n. */
	list<Part extends string>(name: string, parts: readonly Part[]): Record<Part, string | undefined>[] {
		const items: Record<Part, string | undefined>[] = [];
		for (let number = 1; ; number++) {
			const prefix = `${name}.member.${number}`;
			if (![...this.#values.keys()].some((key) => key === prefix || key.startsWith(`${prefix}.`)))
				return items;
			const entries = parts.map((part) => [part, this.maybe(`${prefix}.${part}`)] as const);
			items.push(Object.fromEntries(entries) as Record<Part, string | undefined>);
		}
	}

	/** Refuses every parameter that no one asked for. */
	end(): void {
		for (const key of this.#values.keys())
			if (!this.#read.has(key))
				throw new AwsError(
					"ValidationError",
					`${this.operation}: the parameter ${key} is not honoured by the local cloud; leave it out`,
				);
	}
}
