import { awsAccount } from "./aws-account.ts";
import type { Command } from "./command.ts";
import { Failure } from "./failure.ts";
import { when } from "./terminal/table.ts";

interface Enrolled {
	tenant: string;
	key: string;
	credential: { id: string; expiresAt: number };
}

export const bootstrap: Command = {
	name: "bootstrap",
	summary: "creates a tenant and prints its first administrator's key, once",
	usage: ["--tenant T [--stage S] [--region R] [--aws]"],
	options: {
		tenant: { value: "T", help: "id of the tenant: 1 to 32 characters of a-z, 0-9 and -" },
		stage: { value: "S", help: "stage of the deployment (default trial)" },
		region: { value: "R", help: "AWS region (default: of the shell)" },
		aws: { help: "in AWS, even where a local cloud is at hand" },
	},
	notes: "It needs AWS credentials that may invoke the function audit-trail-<stage>-enroll.",
	async run(call) {
		const tenant = call.text("tenant");
		if (tenant === undefined) throw new Failure("bootstrap needs --tenant");
		const name = `audit-trail-${call.text("stage") ?? "trial"}-enroll`;
		const account = await awsAccount(call);
		const { failed, answer } = await account.invoke(name, { tenant }).catch((cause: unknown) => {
			throw new Failure(
				`${name} could not be invoked: ${cause instanceof Error ? cause.message : "unknown"}`,
				{
					cause,
					mend: "Check AWS credentials, --region and --stage, and that the app is deployed.",
				},
			);
		});
		if (failed || !isEnrolled(answer))
			throw new Failure(`no tenant was made: ${reasonOf(answer)}`, {
				mend: "Further keys of a tenant are made by its administrators: audit-trail keys create",
			});
		const expiresAt = new Date(answer.credential.expiresAt).toISOString();
		if (call.json) call.terminal.out(JSON.stringify({ tenant: answer.tenant, key: answer.key, expiresAt }));
		else {
			call.terminal.out(answer.key);
			call.terminal.note(`The first administrator of ${answer.tenant}, until ${when(expiresAt)} UTC.`);
			call.terminal.note("Keep it now: it is not shown again. It makes further keys and reads no data.");
		}
		return 0;
	},
};

function isEnrolled(answer: unknown): answer is Enrolled {
	return typeof answer === "object" && answer !== null && "key" in answer && "credential" in answer;
}

const reasonOf = (answer: unknown): string =>
	typeof answer === "object" && answer !== null && "errorMessage" in answer
		? String(answer.errorMessage)
		: "the function gave no reason";
