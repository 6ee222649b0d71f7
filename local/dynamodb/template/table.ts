import { Members } from "../../members.ts";
import type { ResourceProvider, ResourceRequest } from "../../service.ts";
import type { Engine } from "../engine.ts";
import { dropTable } from "../tables/delete-table.ts";
import { applyTable } from "./apply-table.ts";
import {
	type DesiredTable,
	encryption,
	recovery,
	refused,
	sharedProperties,
	tags,
	throughput,
} from "./desired-table.ts";

const type = "AWS::DynamoDB::Table";

/** What the CDK's older `Table` synthesizes. */
export const plainTable = (engine: Engine): ResourceProvider => ({
	type,
	apply: async (request) => applyTable(engine, request, desired(request)),
	remove: async ({ physicalId }) => {
		if (engine.catalogue.find(physicalId)) await dropTable(engine, physicalId);
	},
});

function desired({ logicalId, properties }: ResourceRequest): DesiredTable {
	const table = new Members(properties, `${type} ${logicalId}`, refused);
	const units = throughput(table);
	table.oneOf("TableClass", ["STANDARD"]);
	const wanted: DesiredTable = {
		...sharedProperties(table),
		BillingMode: table.oneOf("BillingMode", ["PAY_PER_REQUEST", "PROVISIONED"]) ?? "PROVISIONED",
		...(units ? { ProvisionedThroughput: units } : {}),
		...encryption(table, table),
		DeletionProtectionEnabled: table.flag("DeletionProtectionEnabled") ?? false,
		Tags: tags(table),
		recovery: recovery(table),
	};
	table.end();
	return wanted;
}
