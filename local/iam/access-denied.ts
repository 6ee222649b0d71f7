import { AwsError } from "../service.ts";
import type { Source } from "./evaluate.ts";

/** Services whose error code is AccessDenied; the others say AccessDeniedException. */
const plain = new Set(["s3", "sns", "sqs", "sts", "iam"]);

/** The refusal in AWS's words, with the kind of policy that decided. */
export function accessDenied(denial: {
	caller: string;
	action: string;
	resource: string;
	by: Source;
	explicit: boolean;
}): AwsError {
	const reason = denial.explicit
		? `with an explicit deny in ${denial.by === "identity-based" ? "an" : "a"} ${denial.by} policy`
		: `because no ${denial.by} policy allows the ${denial.action} action`;
	const message = `User: ${denial.caller} is not authorized to perform: ${denial.action} on resource: ${denial.resource} ${reason}`;
	const service = denial.action.slice(0, denial.action.indexOf(":"));
	return new AwsError(plain.has(service) ? "AccessDenied" : "AccessDeniedException", message, 403);
}
