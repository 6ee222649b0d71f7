/**
 * Reads the members of one request or of one resource's properties, and refuses every name that was not read:
 * what a service does not honour cannot slip in. Numbers and booleans may stand as strings, as templates write them.
 */
export class Members {
	readonly #values: Readonly<Record<string, unknown>>;
	readonly #refuse: (message: string) => Error;
	readonly #read = new Set<string>();
	readonly where: string;

	/** `where` names the place in messages, e.g. `SendMessage` or `AWS::SQS::Queue Dead`. */
	constructor(values: unknown, where: string, refuse: (message: string) => Error) {
		this.where = where;
		this.#refuse = refuse;
		if (typeof values !== "object" || values === null || Array.isArray(values))
			throw refuse(`${where} takes an object of named members`);
		this.#values = values as Record<string, unknown>;
	}

	has(name: string): boolean {
		return this.#values[name] !== undefined && this.#values[name] !== null;
	}

	/** The value as it stands; `undefined` where it is absent. */
	any(name: string): unknown {
		this.#read.add(name);
		return this.has(name) ? this.#values[name] : undefined;
	}

	text(name: string): string {
		const value = this.maybeText(name);
		if (value === undefined) throw this.#refuse(`${this.where} needs ${name}`);
		return value;
	}

	maybeText(name: string): string | undefined {
		const value = this.any(name);
		if (value === undefined) return undefined;
		if (typeof value !== "string") throw this.#refuse(`${this.where}: ${name} must be a string`);
		return value;
	}

	oneOf<const Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
		const value = this.maybeText(name);
		if (value === undefined) return undefined;
		const choice = choices.find((known) => known === value);
		if (choice === undefined)
			throw this.#refuse(`${this.where}: ${name} ${value} is not honoured; it takes ${choices.join(", ")}`);
		return choice;
	}

	whole(name: string, least: number, most: number): number | undefined {
		const value = this.any(name);
		if (value === undefined) return undefined;
		const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
		if (typeof number !== "number" || !Number.isInteger(number) || number < least || number > most)
			throw this.#refuse(`${this.where}: ${name} must be a whole number from ${least} to ${most}`);
		return number;
	}

	flag(name: string): boolean | undefined {
		const value = this.any(name);
		if (value === undefined || typeof value === "boolean") return value;
		if (value === "true" || value === "false") return value === "true";
		throw this.#refuse(`${this.where}: ${name} must be true or false`);
	}

	list(name: string): readonly unknown[] | undefined {
		const value = this.any(name);
		if (value === undefined || Array.isArray(value)) return value;
		throw this.#refuse(`${this.where}: ${name} must be a list`);
	}

	texts(name: string): string[] | undefined {
		return this.list(name)?.map((entry) => {
			if (typeof entry !== "string") throw this.#refuse(`${this.where}: ${name} must be a list of strings`);
			return entry;
		});
	}

	/** A nested object, to be read and ended like this one. */
	inner(name: string): Members | undefined {
		const value = this.any(name);
		return value === undefined ? undefined : new Members(value, `${this.where}.${name}`, this.#refuse);
	}

	inners(name: string): Members[] | undefined {
		return this.list(name)?.map(
			(entry, index) => new Members(entry, `${this.where}.${name}[${index}]`, this.#refuse),
		);
	}

	/** The names that were not read so far. */
	unread(): string[] {
		return Object.keys(this.#values).filter((name) => !this.#read.has(name) && this.has(name));
	}

	/** Ends the reading: every name that nobody read is refused. */
	end(): void {
		const [name] = this.unread();
		if (name !== undefined)
			throw this.#refuse(
				`${this.where}: ${name} is not honoured by the local cloud; take it out, or deploy to AWS`,
			);
	}
}
