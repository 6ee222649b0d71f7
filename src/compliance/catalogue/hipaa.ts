import type { Control } from "../control.ts";

export const hipaa: readonly Control[] = [
	{
		framework: "hipaa",
		id: "164.312(b)",
		oscalId: "hipaa-164.312.b",
		title: "Activity on ePHI systems is recorded",
		asks: "Mechanisms record what happens in systems that hold health information, and the record is looked at.",
		probes: ["recording", "ledger-integrity"],
		beyond: "Systems that send no events.",
		effectiveFrom: "2005-04-20",
	},
	{
		framework: "hipaa",
		id: "164.312(c)(1)",
		oscalId: "hipaa-164.312.c.1",
		title: "ePHI is not improperly altered or destroyed",
		asks: "Records are protected against alteration and destruction, and either would show.",
		probes: ["ledger-integrity"],
		beyond: "The health records themselves, which lie outside the audit trail.",
		effectiveFrom: "2005-04-20",
	},
	{
		framework: "hipaa",
		id: "164.312(d)",
		oscalId: "hipaa-164.312.d",
		title: "Identity is verified before access",
		asks: "Whoever asks for access proves who they are, and attempts to break that proof are stopped.",
		probes: ["sign-in"],
		beyond: "The strength of the factors that were used, where events do not tell.",
		effectiveFrom: "2005-04-20",
	},
];
