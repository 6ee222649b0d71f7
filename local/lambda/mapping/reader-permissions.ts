import { AwsError } from "../../service.ts";
import { roleCaller } from "../functions.ts";
import type { MappingParts } from "./batch.ts";
import type { MappingConfiguration } from "./configuration.ts";

/** What a role needs to be the reader of a source, as Lambda checks it before it creates a mapping. */
const neededActions = {
	stream: ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"],
	queue: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
} as const;

export async function checkReaderPermissions(
	{ context, functions }: Pick<MappingParts, "context" | "functions">,
	mapping: MappingConfiguration,
): Promise<void> {
	const configuration = await functions.find(mapping.function);
	const caller = roleCaller(context, configuration);
	const ask = (action: string, resource: string) => {
		try {
			context.authorize({ caller, action, resource });
		} catch (cause) {
			throw new AwsError(
				"InvalidParameterValueException",
				`The function's execution role does not have permission to call ${action} on ${resource}: ${
					cause instanceof Error ? cause.message : String(cause)
				}`,
			);
		}
	};
	for (const action of neededActions[mapping.kind]) ask(action, mapping.sourceArn);
	if (mapping.kind === "stream") ask("dynamodb:ListStreams", "*");
}
