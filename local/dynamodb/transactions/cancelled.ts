import { AwsError } from "../../service.ts";
import type { Item } from "../attribute.ts";

/** Why one action of a transaction failed; `None` for those that did not. */
export interface CancellationReason {
	Code: string;
	Message?: string;
	Item?: Item;
}

/** The refusal of a transaction, with one reason for each action in the request's order. */
export function cancelled(reasons: readonly CancellationReason[]): AwsError {
	const codes = reasons.map(({ Code }) => Code).join(", ");
	return new AwsError(
		"TransactionCanceledException",
		`Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
		400,
		{ CancellationReasons: reasons },
	);
}

/** What a refusal means as a reason; other errors are no reason but a failure. */
export function reasonOf(error: unknown): CancellationReason {
	if (!(error instanceof AwsError)) throw error;
	const item = error.detail["Item"] as Item | undefined;
	if (error.code === "ConditionalCheckFailedException")
		return { Code: "ConditionalCheckFailed", Message: error.message, ...(item ? { Item: item } : {}) };
	if (error.code === "ValidationException") return { Code: "ValidationError", Message: error.message };
	throw error;
}
