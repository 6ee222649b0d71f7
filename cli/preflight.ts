import { existsSync, readFileSync } from "node:fs";
import { awsAccount } from "./aws-account.ts";
import type { Call, Command } from "./command.ts";
import { printable } from "./terminal/printable.ts";

interface Finding {
	name: string;
	holds: boolean;
	message: string;
	whatToDo?: string;
}

/** Eleven functions, two at once each; a new account starts with 10 for everything. */
const CONCURRENCY = 50;

export const preflight: Command = {
	name: "preflight",
	summary: "looks, before a deploy to AWS, at what would make it fail or disappoint",
	usage: ["[--stage S] [--region R]"],
	options: {
		stage: { value: "S", help: "stage to be deployed (default trial)" },
		region: { value: "R", help: "AWS region (default: of the shell)" },
		aws: { help: "in AWS, even where a local cloud is at hand" },
	},
	notes: "Run it in the checkout. It reads from AWS and changes nothing.",
	async run(call) {
		const findings = [node(), config(call.text("stage") ?? "trial"), ...(await aws(call))];
		const holds = findings.every((finding) => finding.holds);
		if (call.json) call.terminal.out(JSON.stringify({ ready: holds, checks: findings }));
		else {
			const width = Math.max(...findings.map(({ name }) => name.length));
			for (const { name, holds, message, whatToDo } of findings) {
				call.terminal.out(`${name.padEnd(width)}  ${holds ? "yes" : "NO "}  ${printable(message)}`);
				if (whatToDo !== undefined) call.terminal.out(`${" ".repeat(width)}       ${whatToDo}`);
			}
		}
		return holds ? 0 : 1;
	},
};

function node(): Finding {
	const [major = 0] = process.versions.node.split(".").map(Number);
	return {
		name: "Node",
		holds: major >= 20,
		message: process.versions.node,
		...(major >= 20 ? {} : { whatToDo: "Install Node 20 or newer." }),
	};
}

function config(stage: string): Finding {
	const path = `config/${stage}.json`;
	const bad = (message: string, whatToDo: string): Finding => ({
		name: "configuration",
		holds: false,
		message,
		whatToDo,
	});
	if (!/^[a-z][a-z0-9-]{0,15}$/.test(stage) || !existsSync(path))
		return bad(`there is no ${path}`, "Run it in the checkout; copy config/trial.json for a new stage.");
	try {
		const value: unknown = JSON.parse(readFileSync(path, "utf8"));
		const { mode, alertEmails } = (value ?? {}) as Record<string, unknown>;
		if (mode !== "trial" && mode !== "production")
			return bad(`${path} has no mode`, 'Set "mode" to "trial" or "production".');
		if (mode === "production" && (!Array.isArray(alertEmails) || alertEmails.length === 0))
			return bad(`${path} names nobody to alert`, 'Set "alertEmails" to who is on call.');
		return { name: "configuration", holds: true, message: `${path}, mode ${mode}` };
	} catch {
		return bad(`${path} is not JSON`, "Mend the file.");
	}
}

async function aws(call: Call): Promise<Finding[]> {
	const { identity, concurrency } = await awsAccount(call);
	try {
		const { account: number, arn } = await identity();
		const credentials: Finding = { name: "credentials", holds: true, message: `${arn} in account ${number}` };
		return [credentials, await lambdas(concurrency)];
	} catch (error) {
		return [
			{
				name: "credentials",
				holds: false,
				message: error instanceof Error ? error.message : "AWS did not answer",
				whatToDo: "Sign in to AWS in this shell (aws sso login, AWS_PROFILE, …) and set AWS_REGION.",
			},
		];
	}
}

async function lambdas(concurrency: () => Promise<number | undefined>): Promise<Finding> {
	const name = "Lambda";
	try {
		const limit = await concurrency();
		const enough = limit === undefined || limit >= CONCURRENCY;
		return {
			name,
			holds: enough,
			message: limit === undefined ? "no limit is known" : `${limit} concurrent executions`,
			...(enough ? {} : { whatToDo: `Ask AWS for at least ${CONCURRENCY} (Service Quotas, Lambda).` }),
		};
	} catch (error) {
		return {
			name,
			holds: false,
			message: error instanceof Error ? error.message : "unknown",
			whatToDo: "Let this identity call lambda:GetAccountSettings, or look in Service Quotas yourself.",
		};
	}
}
