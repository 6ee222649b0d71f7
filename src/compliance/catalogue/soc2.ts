import type { Control } from "../control.ts";

export const soc2: readonly Control[] = [
	{
		framework: "soc2",
		id: "CC6.1",
		oscalId: "tsc-CC6.1",
		title: "Logical access is restricted",
		asks: "Access goes through sign-in, refusals are recorded, and attacks on sign-in are dealt with.",
		probes: ["sign-in"],
		beyond: "Access rules of systems that send no events, and encryption outside the audit trail.",
		effectiveFrom: "2018-12-15",
	},
	{
		framework: "soc2",
		id: "CC7.2",
		oscalId: "tsc-CC7.2",
		title: "Anomalies are monitored",
		asks: "Components are watched for signs of attack, and what is found is examined in time.",
		probes: ["monitoring"],
		beyond: "Anomalies for which no rule is switched on.",
		effectiveFrom: "2018-12-15",
	},
];
