import type { Static } from "typebox";
import type { channelAnswer, channelsAnswer } from "../src/api/answers.ts";
import type { Command } from "./command.ts";
import { Failure } from "./failure.ts";
import { plural, table, when } from "./terminal/table.ts";

export const channels: Command = {
	name: "channels",
	summary: "lists, sets and removes the webhooks that alerts go to",
	usage: ["list", "set NAME --url URL [--secret whsec_…]", "remove NAME"],
	options: {
		url: { value: "URL", help: "where alerts are posted" },
		secret: { value: "SECRET", help: "signing secret (Standard Webhooks); made and shown once where absent" },
	},
	async run(call) {
		const api = call.api("operator");
		const [verb, name, ...more] = call.args;
		const path = `/v1/channels/${encodeURIComponent(name ?? "")}`;
		if (verb === "list" && name === undefined) {
			const { channels } = await api.get<Static<typeof channelsAnswer>>("/v1/channels");
			if (call.json) call.terminal.out(JSON.stringify(channels));
			else {
				table(
					call.terminal,
					["name", "kind", "host", "set"],
					channels.map((channel) => [channel.name, channel.kind, channel.host, when(channel.updatedAt)]),
				);
				call.terminal.note(`\n${plural(channels.length, "channel")}`);
			}
			return 0;
		}
		if (verb === "set" && name !== undefined && more.length === 0) {
			const url = call.text("url");
			const secret = call.text("secret");
			if (url === undefined) throw new Failure("channels set needs --url");
			const body = { kind: "webhook", url, ...(secret === undefined ? {} : { secret }) };
			const set = await api.send<Static<typeof channelAnswer>>("PUT", path, body);
			if (call.json) call.terminal.out(JSON.stringify(set));
			else {
				call.terminal.out(`${set.name} is set to ${set.host}`);
				if (set.secret !== undefined) {
					call.terminal.out(set.secret);
					call.terminal.note("This secret signs what is posted. Keep it now: it is not shown again.");
				}
			}
			return 0;
		}
		if (verb === "remove" && name !== undefined && more.length === 0) {
			await api.send("DELETE", path);
			call.terminal.out(call.json ? JSON.stringify({ removed: name }) : `${name} is removed`);
			return 0;
		}
		throw new Failure("channels takes list, set NAME or remove NAME", {
			mend: "See `audit-trail channels --help`.",
		});
	},
};
