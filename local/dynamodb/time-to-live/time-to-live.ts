import { permit, tableArn } from "../access.ts";
import type { Item } from "../attribute.ts";
import type { Write } from "../database.ts";
import type { Engine, Operation } from "../engine.ts";
import { keyspace, under } from "../keyspace.ts";
import { invalid } from "../refusal.ts";
import type { Table } from "../tables/table.ts";
import { validate } from "../validate.ts";
import { expirySecond } from "./expiry.ts";

const TableName = { type: "String", required: true, tableName: true };
const describeValidation: DynaliteValidation = { types: { TableName } };
const updateValidation: DynaliteValidation = {
	types: {
		TableName,
		TimeToLiveSpecification: {
			type: "FieldStruct<TimeToLiveSpecification>",
			notNull: true,
			children: {
				Enabled: { type: "Boolean", notNull: true },
				AttributeName: {
					type: "String",
					notNull: true,
					lengthGreaterThanOrEqual: 1,
					lengthLessThanOrEqual: 255,
				},
			},
		},
	} as DynaliteValidation["types"],
};

export interface TimeToLiveSpecification {
	Enabled: boolean;
	AttributeName: string;
}

export const updateTimeToLive: Operation = async (engine, call) => {
	const input = validate<{ TableName: string; TimeToLiveSpecification: TimeToLiveSpecification }>(
		call.input,
		updateValidation,
	);
	permit(engine, call, "UpdateTimeToLive", tableArn(engine, input.TableName));
	const { Enabled, AttributeName } = input.TimeToLiveSpecification;
	return engine.locks.hold([keyspace.table(input.TableName)], async () => {
		const table = engine.catalogue.get(input.TableName);
		if (Enabled && table.timeToLive !== undefined) throw invalid("TimeToLive is already enabled");
		if (!Enabled && table.timeToLive === undefined) throw invalid("TimeToLive is already disabled");
		if (!Enabled && table.timeToLive !== AttributeName)
			throw invalid("TimeToLive is active on a different AttributeName");
		await setTimeToLive(engine, table, Enabled ? AttributeName : undefined);
		return { TimeToLiveSpecification: input.TimeToLiveSpecification };
	});
};

export const describeTimeToLive: Operation = async (engine, call) => {
	const input = validate<{ TableName: string }>(call.input, describeValidation);
	permit(engine, call, "DescribeTimeToLive", tableArn(engine, input.TableName));
	const { timeToLive } = engine.catalogue.get(input.TableName);
	return {
		TimeToLiveDescription:
			timeToLive === undefined
				? { TimeToLiveStatus: "DISABLED" }
				: { TimeToLiveStatus: "ENABLED", AttributeName: timeToLive },
	};
};

/**
 * Sets the attribute and lists the items that have it. The setting is durable last: a kill in between leaves time
 * to live off, and setting it again lists anew. Writers keep the list in step from the moment that the setting is in
 * memory; what the listing reads too late is found out when the item's turn comes, which is checked again.
 */
export async function setTimeToLive(
	engine: Engine,
	table: Table,
	attribute: string | undefined,
): Promise<Table> {
	const { timeToLive: _old, ...others } = table;
	const { expiries, items } = keyspace;
	await engine.database.clear(under(expiries(table.TableName)));
	const changed: Table = attribute === undefined ? others : { ...others, timeToLive: attribute };
	engine.catalogue.show(changed);
	if (attribute !== undefined) {
		const writes: Write[] = [];
		const prefix = items(table.TableName);
		for await (const [key, text] of engine.database.entries(under(prefix))) {
			const second = expirySecond(attribute, JSON.parse(text) as Item);
			if (second === undefined) continue;
			const place = keyspace.expiry(table.TableName, second, key.slice(prefix.length));
			writes.push({ type: "put", key: place, value: "" });
			if (writes.length >= 1000) await engine.database.commit(writes.splice(0));
		}
		await engine.database.commit(writes);
	}
	await engine.catalogue.save(changed);
	return changed;
}
