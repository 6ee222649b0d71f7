import type { Control } from "../control.ts";

export const iso27001: readonly Control[] = [
	{
		framework: "iso27001",
		id: "A.8.5",
		oscalId: "iso27001-A.8.5",
		title: "Authentication is secure",
		asks: "Sign-in is secured by procedure and technique, and attempts to force it are dealt with.",
		probes: ["sign-in"],
		beyond: "Factors and protocols, where events do not tell.",
		effectiveFrom: "2022-10-25",
	},
	{
		framework: "iso27001",
		id: "A.8.15",
		oscalId: "iso27001-A.8.15",
		title: "Logs are produced, protected, analysed",
		asks: "Activities, failures and faults are logged; the logs are kept safe and are analysed.",
		probes: ["recording", "ledger-integrity", "monitoring"],
		beyond: "Systems that send no events.",
		effectiveFrom: "2022-10-25",
	},
	{
		framework: "iso27001",
		id: "A.8.16",
		oscalId: "iso27001-A.8.16",
		title: "Behaviour is monitored",
		asks: "Networks, systems and applications are watched for behaviour out of the ordinary, and it is acted on.",
		probes: ["monitoring"],
		beyond: "Behaviour for which no rule is switched on.",
		effectiveFrom: "2022-10-25",
	},
];
