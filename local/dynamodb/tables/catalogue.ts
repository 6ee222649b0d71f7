import { AwsError } from "../../service.ts";
import type { Database, Write } from "../database.ts";
import { keyspace, under } from "../keyspace.ts";
import type { Table } from "./table.ts";

/** All tables, held in memory and written through. */
export class Catalogue {
	#tables = new Map<string, Table>();
	#database: Database;

	private constructor(database: Database) {
		this.#database = database;
	}

	static async open(database: Database): Promise<Catalogue> {
		const catalogue = new Catalogue(database);
		for await (const text of database.values(under(keyspace.tables))) {
			const table = JSON.parse(text) as Table;
			catalogue.#tables.set(table.TableName, table);
		}
		for (const table of [...catalogue.#tables.values()])
			if (table.state === "deleting") await catalogue.remove(table);
		return catalogue;
	}

	find(name: string): Table | undefined {
		const table = this.#tables.get(name);
		return table?.state === "active" ? table : undefined;
	}

	/** @throws AwsError `ResourceNotFoundException` */
	get(name: string): Table {
		const table = this.find(name);
		if (!table)
			throw new AwsError(
				"ResourceNotFoundException",
				`Requested resource not found: Table: ${name} not found`,
			);
		return table;
	}

	/** In the order of their names. */
	list(): Table[] {
		return [...this.#tables.values()].sort((a, b) => (a.TableName < b.TableName ? -1 : 1));
	}

	/** Stores a table, with what belongs to the same change. */
	async save(table: Table, more: readonly Write[] = []): Promise<void> {
		const write = {
			type: "put",
			key: keyspace.table(table.TableName),
			value: JSON.stringify(table),
		} as const;
		await this.#database.commit([write, ...more]);
		this.#tables.set(table.TableName, table);
	}

	/** Lets writers see a table's change before it is durable. */
	show(table: Table): void {
		this.#tables.set(table.TableName, table);
	}

	/**
	 * Removes a table with its items. The mark `deleting` is durable first: a start after a kill goes on from it,
	 * by this same function.
	 */
	async remove(table: Table): Promise<void> {
		await this.save({ ...table, state: "deleting" });
		const { items, indexes, expiries } = keyspace;
		for (const range of [items, indexes, expiries]) await this.#database.clear(under(range(table.TableName)));
		await this.#database.commit([{ type: "del", key: keyspace.table(table.TableName) }]);
		this.#tables.delete(table.TableName);
	}
}
