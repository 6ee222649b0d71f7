import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";

/** The ARN of a table's stream. */
export function streamOf(table: TableV2): string {
	if (table.tableStreamArn === undefined) throw new Error(`${table.node.path} has no stream`);
	return table.tableStreamArn;
}
