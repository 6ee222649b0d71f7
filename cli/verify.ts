import type { Command } from "./command.ts";
import { plural } from "./terminal/table.ts";
import { verifyLedger } from "./verify-ledger.ts";

export const verify: Command = {
	name: "verify",
	summary: "downloads the raw segments and checks every hash and chain on this machine",
	usage: [""],
	options: {},
	notes: [
		"No key is needed for it but the one that opens the door: hashes are checked as they are stored.",
		"A chain shows every change before its end. That the end itself was cut off shows against a signed",
		"checkpoint that somebody else holds, or a receipt.",
	].join("\n"),
	async run(call) {
		const api = call.api("auditor");
		const { verification, lanes } = await verifyLedger(api, ({ segments, events }) =>
			call.terminal.progress(`${plural(segments, "segment")}, ${plural(events, "event")} …`),
		);
		const { verified, total } = verification.integrity;
		if (call.json) call.terminal.out(JSON.stringify(verification));
		else {
			call.terminal.out(
				`${call.terminal.bold(verification.verdict)}  ${plural(verification.segments, "segment")} in ${plural(lanes, "lane")}, ${plural(verification.events, "event")}, ${verified.toLocaleString("en-US")} of ${total.toLocaleString("en-US")} verified`,
			);
			if (verification.firstBreak) {
				const { lane, seq, reason } = verification.firstBreak;
				call.terminal.out(`first break: lane ${lane}, segment ${seq}: ${reason}`);
			}
		}
		return verification.firstBreak ? 1 : 0;
	},
};
