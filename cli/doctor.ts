import type { Static } from "typebox";
import type { healthAnswer } from "../src/api/answers.ts";
import { openApi } from "./api.ts";
import type { Call, Command } from "./command.ts";
import { Failure } from "./failure.ts";
import { printable } from "./terminal/printable.ts";

interface Finding {
	name: string;
	status: "healthy" | "degraded" | "unhealthy";
	message: string;
	whatToDo?: string;
}

/** Names of the service's own checks, as a person reads them. */
const titles: Readonly<Record<string, string>> = {
	databaseConnectivity: "database",
	encryptionStatus: "encryption",
	logWriting: "ledger",
	incidentDetection: "detection",
};

export const doctor: Command = {
	name: "doctor",
	summary: "says whether the audit trail works, and what to do where it does not",
	usage: [""],
	options: {},
	async run(call) {
		const findings = [...(await health(call)), await credential(call)];
		const well = findings.every(({ status }) => status !== "unhealthy");
		if (call.json)
			call.terminal.out(JSON.stringify({ status: well ? "healthy" : "unhealthy", checks: findings }));
		else {
			const width = Math.max(...findings.map(({ name }) => name.length));
			for (const { name, status, message, whatToDo } of findings) {
				call.terminal.out(`${name.padEnd(width)}  ${status.padEnd(9)}  ${printable(message)}`);
				if (whatToDo !== undefined)
					call.terminal.out(`${" ".repeat(width)}  ${" ".repeat(9)}  ${printable(whatToDo)}`);
			}
		}
		return well ? 0 : 1;
	},
};

/** The service's own word. It answers 503 when it is unwell, with the same document. */
async function health(call: Call): Promise<Finding[]> {
	const api = call.api("operator");
	let text: string;
	try {
		text = await (await call.fetch(`${api.url}/v1/health`, { signal: AbortSignal.timeout(30_000) })).text();
	} catch (cause) {
		throw new Failure(`the audit trail cannot be reached at ${api.url}`, {
			cause,
			mend: "Is it running? `npm start` runs one on this machine.",
		});
	}
	try {
		const { checks } = JSON.parse(text) as Static<typeof healthAnswer>;
		return Object.entries(checks).map(([name, check]) => ({ name: titles[name] ?? name, ...check }));
	} catch (cause) {
		throw new Failure(`${api.url}/v1/health gave no health document`, {
			cause,
			mend: "Does the URL point to the API of an audit trail?",
		});
	}
}

/** Whether the key that is at hand opens the door. */
async function credential(call: Call): Promise<Finding> {
	const { url, key } = call.api("operator");
	const name = "credential";
	if (key === undefined)
		return {
			name,
			status: "unhealthy",
			message: "there is no API key",
			whatToDo: "Set AUDIT_TRAIL_KEY, or name a local cloud's directory with --state.",
		};
	try {
		await openApi(url, key, { fetch: call.fetch, timing: call.timing }).get("/v1/lanes");
		return { name, status: "healthy", message: "the API key is taken" };
	} catch (error) {
		// A role without that permission is known all the same.
		if (error instanceof Failure && error.message.includes("does not hold the permission"))
			return { name, status: "healthy", message: "the API key is taken" };
		const message = error instanceof Error ? error.message : "unknown";
		return {
			name,
			status: "unhealthy",
			message,
			...(error instanceof Failure && error.mend ? { whatToDo: error.mend } : {}),
		};
	}
}
