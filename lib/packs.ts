import {
	AwsSolutionsChecks,
	HIPAASecurityChecks,
	type NagPack,
	NIST80053R5Checks,
	PCIDSS321Checks,
	ServerlessChecks,
} from "cdk-nag";

/** The rule packs of cdk-nag that every deployment must pass. */
export const packs = (): NagPack[] => [
	new AwsSolutionsChecks(),
	new HIPAASecurityChecks(),
	new NIST80053R5Checks(),
	new PCIDSS321Checks(),
	new ServerlessChecks(),
];
