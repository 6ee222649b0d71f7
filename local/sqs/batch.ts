import type { Members } from "../members.ts";
import { AwsError } from "../service.ts";

/**
 * Runs the entries of a batch one after the other and sorts the answers; an entry's refusal fails that entry alone
 * (API reference, SendMessageBatch). At most ten entries with ids of their own.
 */
export async function runBatch(
	entries: readonly Members[] | undefined,
	work: (entry: Members) => Promise<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
	if (!entries || entries.length === 0)
		throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.");
	if (entries.length > 10)
		throw new AwsError("TooManyEntriesInBatchRequest", "A batch takes at most 10 entries.");
	const ids = entries.map((entry) => entry.text("Id"));
	if (ids.some((id) => !/^[A-Za-z0-9_-]{1,80}$/.test(id)))
		throw new AwsError(
			"InvalidBatchEntryId",
			"An entry's id takes 1 to 80 letters, digits, hyphens, underscores.",
		);
	const twice = ids.find((id, index) => ids.indexOf(id) !== index);
	if (twice !== undefined) throw new AwsError("BatchEntryIdsNotDistinct", `Id ${twice} repeated.`);
	const successful: Record<string, unknown>[] = [];
	const failed: Record<string, unknown>[] = [];
	for (const [index, entry] of entries.entries()) {
		const Id = ids[index];
		try {
			successful.push({ Id, ...(await work(entry)) });
		} catch (error) {
			if (!(error instanceof AwsError)) throw error;
			failed.push({ Id, Code: error.code, Message: error.message, SenderFault: error.status < 500 });
		}
	}
	return { Successful: successful, ...(failed.length === 0 ? {} : { Failed: failed }) };
}
