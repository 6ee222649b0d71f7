import { PolicyStatement } from "aws-cdk-lib/aws-iam";

/**
 * One permission of a role, in the words of its policy.
 * @param conditions operator → condition key → value
 */
export const allow = (
	actions: readonly string[],
	resources: readonly string[],
	conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): PolicyStatement =>
	new PolicyStatement({
		actions: [...actions],
		resources: [...resources],
		...(conditions ? { conditions: { ...conditions } } : {}),
	});
