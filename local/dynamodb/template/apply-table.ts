import validation from "dynalite/validations/createTable.js";
import type { ResourceRequest, ResourceResult } from "../../service.ts";
import type { Engine } from "../engine.ts";
import { keyspace } from "../keyspace.ts";
import { withRecovery } from "../tables/continuous-backups.ts";
import { billingOf, makeTable, setStream } from "../tables/create-table.ts";
import { encryptionKeyOf } from "../tables/encryption-key.ts";
import type { Table } from "../tables/table.ts";
import { setTimeToLive } from "../time-to-live/time-to-live.ts";
import { type DesiredTable, refused } from "./desired-table.ts";
import { physicalName } from "./physical-name.ts";

/** Makes the table that a template wants, or brings the one that is there to it. */
export async function applyTable(
	engine: Engine,
	request: ResourceRequest,
	desired: DesiredTable,
): Promise<ResourceResult> {
	const name = request.physicalId ?? desired.TableName ?? physicalName(request);
	if (desired.TableName !== undefined && desired.TableName !== name)
		throw replacement(request.logicalId, "TableName");
	const fault = validation.custom?.(structuredClone({ ...desired, TableName: name }), {});
	if (fault) throw refused(`${request.logicalId}: ${fault}`);
	if (!engine.catalogue.find(name)) await makeTable(engine, { ...desired, TableName: name });
	const table = await engine.locks.hold([keyspace.table(name)], () => settle(engine, request, name, desired));
	return {
		physicalId: name,
		attributes: {
			Arn: table.TableArn,
			TableId: table.TableId,
			...(table.stream ? { StreamArn: table.stream.arn } : {}),
		},
	};
}

/** Every setting that AWS changes in place; a second run with the same properties changes nothing. */
async function settle(
	engine: Engine,
	request: ResourceRequest,
	name: string,
	desired: DesiredTable,
): Promise<Table> {
	const now = engine.context.clock.now();
	let table: Table = { ...engine.catalogue.get(name) };
	refuseReplacement(request.logicalId, table, desired);
	if (table.timeToLive !== desired.timeToLive)
		table = { ...(await setTimeToLive(engine, table, desired.timeToLive)) };
	table = withRecovery(table, desired.recovery ?? { PointInTimeRecoveryEnabled: false });
	table.deletionProtection = desired.DeletionProtectionEnabled ?? false;
	table.tags = Object.fromEntries((desired.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
	const billing = billingOf(desired, now);
	if (billing.mode !== table.billing.mode || billing.mode === "PROVISIONED") table.billing = billing;
	const key = encryptionKeyOf(engine.context, desired.SSESpecification);
	delete table.encryptionKey;
	if (key !== undefined) table.encryptionKey = key;
	const viewType = desired.StreamSpecification?.StreamViewType;
	const writes =
		table.stream && table.stream.viewType !== viewType
			? setStream(engine, table, { StreamEnabled: false }, now)
			: [];
	if (!table.stream) writes.push(...setStream(engine, table, desired.StreamSpecification, now));
	await engine.catalogue.save(table, writes);
	return table;
}

/** @throws AwsError `ValidationError` for changes that AWS makes by a new, empty table, and for those of indexes */
function refuseReplacement(logicalId: string, table: Table, desired: DesiredTable): void {
	const same = (a: unknown, b: unknown) => JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
	const byName = (definitions: Table["AttributeDefinitions"]) =>
		[...definitions].sort((a, b) => (a.AttributeName < b.AttributeName ? -1 : 1));
	if (!same(table.KeySchema, desired.KeySchema)) throw replacement(logicalId, "KeySchema");
	if (!same(table.LocalSecondaryIndexes, desired.LocalSecondaryIndexes))
		throw replacement(logicalId, "LocalSecondaryIndexes");
	if (!same(table.GlobalSecondaryIndexes, desired.GlobalSecondaryIndexes))
		throw refused(
			`${logicalId}: the local cloud does not change GlobalSecondaryIndexes of a table that exists; start with an empty state directory`,
		);
	if (!same(byName(table.AttributeDefinitions), byName(desired.AttributeDefinitions)))
		throw replacement(logicalId, "AttributeDefinitions");
}

const replacement = (logicalId: string, property: string) =>
	refused(
		`${logicalId}: a change of ${property} would replace the table by an empty one; undo it, or give the new table an id of its own`,
	);
