import type { Item } from "../attribute.ts";
import type { Write } from "../database.ts";
import type { Engine } from "../engine.ts";
import { draft } from "../items/draft.ts";
import { keyspace, under } from "../keyspace.ts";
import { keyNames, type Table } from "../tables/table.ts";
import { expirySecond, hasExpired } from "./expiry.ts";

/** Deletes what has expired, each item with its stream record in one batch. */
export async function sweep(engine: Engine): Promise<void> {
	for (const table of engine.catalogue.list()) {
		if (table.timeToLive === undefined) continue;
		const prefix = keyspace.expiries(table.TableName);
		const nowSecond = Math.floor(engine.context.clock.now() / 1000);
		const end = keyspace.expiry(table.TableName, nowSecond + 1, "");
		for await (const place of engine.database.keys({ ...under(prefix), lt: end })) {
			const rest = place.slice(prefix.length);
			const second = Number(rest.slice(0, rest.indexOf("!")));
			if (hasExpired(second, nowSecond))
				await expire(engine, table.TableName, { place, second, key: rest.slice(rest.indexOf("!") + 1) });
		}
	}
}

interface Due {
	place: string;
	second: number;
	key: string;
}

/** The item is looked at again while it is held: it may have been given a new time, or be gone. */
function expire(engine: Engine, name: string, { place, second, key }: Due): Promise<void> {
	return engine.locks.hold([keyspace.item(name, key)], async () => {
		const table = engine.catalogue.find(name);
		const text = engine.database.get(keyspace.item(name, key));
		if (table?.timeToLive === undefined) return;
		const item = text === undefined ? undefined : (JSON.parse(text) as Item);
		const due = item !== undefined && expirySecond(table.timeToLive, item) === second;
		await engine.database.commit(due ? removal(engine, table, key, item) : [{ type: "del", key: place }]);
	});
}

function removal(engine: Engine, table: Table, key: string, item: Item): Write[] {
	const Key: Item = {};
	for (const name of keyNames(table.KeySchema)) {
		const value = item[name];
		if (value) Key[name] = value;
	}
	const now = engine.context.clock.now();
	const input = { kind: "delete", TableName: table.TableName, Key } as const;
	return draft(engine.database, table, key, input, now, { expired: true }).writes;
}
