import type { Control } from "../control.ts";

export const gdpr: readonly Control[] = [
	{
		framework: "gdpr",
		id: "Art. 5(2)",
		oscalId: "gdpr-art-5.2",
		title: "Compliance can be demonstrated",
		asks: "Processing leaves a complete record that its operator cannot quietly change.",
		probes: ["recording", "ledger-integrity"],
		beyond: "Systems that send no events, and the lawfulness of what was recorded.",
		effectiveFrom: "2018-05-25",
	},
	{
		framework: "gdpr",
		id: "Art. 32(1)(b)",
		oscalId: "gdpr-art-32.1.b",
		title: "Ongoing confidentiality, integrity, availability",
		asks: "Systems keep their integrity, and threats against them are seen and dealt with.",
		probes: ["ledger-integrity", "monitoring"],
		beyond: "Availability figures, and systems that send no events.",
		effectiveFrom: "2018-05-25",
	},
];
