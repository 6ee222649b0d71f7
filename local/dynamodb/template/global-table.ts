import { Members } from "../../members.ts";
import type { ResourceProvider, ResourceRequest } from "../../service.ts";
import type { Engine } from "../engine.ts";
import { dropTable } from "../tables/delete-table.ts";
import { applyTable } from "./apply-table.ts";
import { type DesiredTable, encryption, recovery, refused, sharedProperties, tags } from "./desired-table.ts";

const type = "AWS::DynamoDB::GlobalTable";

/** What `TableV2` of the CDK synthesizes, with one replica: the table itself. */
export const globalTable = (engine: Engine): ResourceProvider => ({
	type,
	apply: async (request) => applyTable(engine, request, desired(request)),
	remove: async ({ physicalId }) => {
		if (engine.catalogue.find(physicalId)) await dropTable(engine, physicalId);
	},
});

function desired({ logicalId, properties, region }: ResourceRequest): DesiredTable {
	const table = new Members(properties, `${type} ${logicalId}`, refused);
	const [replica, ...others] = table.inners("Replicas") ?? [];
	if (!replica || others.length > 0 || replica.text("Region") !== region)
		throw refused(
			`${table.where}: Replicas takes one replica, in ${region}; conditional puts do not hold across replicas`,
		);
	if (table.oneOf("BillingMode", ["PAY_PER_REQUEST"]) === undefined)
		throw refused(`${table.where}: BillingMode PAY_PER_REQUEST is needed`);
	replica.oneOf("TableClass", ["STANDARD"]);
	const shared = sharedProperties(table);
	for (const index of replica.inners("GlobalSecondaryIndexes") ?? []) {
		// It names an index of the table again and may say nothing more of it.
		const name = index.text("IndexName");
		index.end();
		if (!shared.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === name))
			throw refused(`${replica.where}: GlobalSecondaryIndexes names ${name}, which the table does not have`);
	}
	const wanted: DesiredTable = {
		...shared,
		BillingMode: "PAY_PER_REQUEST",
		...encryption(table, replica),
		DeletionProtectionEnabled: replica.flag("DeletionProtectionEnabled") ?? false,
		Tags: tags(replica),
		recovery: recovery(replica),
	};
	replica.end();
	table.end();
	return wanted;
}
