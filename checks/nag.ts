import type { App } from "aws-cdk-lib";
import {
	AwsSolutionsChecks,
	HIPAASecurityChecks,
	type NagPack,
	NIST80053R5Checks,
	PCIDSS321Checks,
	ServerlessChecks,
} from "cdk-nag";

/** The rule packs of cdk-nag that every variant must pass. */
export const packs = (): NagPack[] => [
	new AwsSolutionsChecks(),
	new HIPAASecurityChecks(),
	new NIST80053R5Checks(),
	new PCIDSS321Checks(),
	new ServerlessChecks(),
];

export interface Finding {
	/** e.g. `AwsSolutions-IAM5[Resource::*]`. */
	id: string;
	/** Construct path of the resource. */
	path: string;
	says: string;
}

/** What the packs find that nobody has acknowledged. */
export const nag = (app: App): Finding[] =>
	packs().flatMap((pack) =>
		pack.validateScope(app).violations.flatMap((violation) =>
			violation.violatingResources.map((resource) => ({
				id: violation.ruleName,
				path: resource.constructPath ?? resource.resourceLogicalId ?? "",
				says: violation.description,
			})),
		),
	);
