import type { Static } from "typebox";
import type { incidentsAnswer, transitionAnswer } from "../src/api/answers.ts";
import type { Command } from "./command.ts";
import { Failure } from "./failure.ts";
import { plural, table, when } from "./terminal/table.ts";

type Page = Static<typeof incidentsAnswer>;

export const incidents: Command = {
	name: "incidents",
	summary: "lists incidents, or takes one through its lifecycle",
	usage: ["", "move ID STATUS"],
	options: {},
	notes: "STATUS is acknowledged, investigating, resolved or false-positive.",
	async run(call) {
		const api = call.api("analyst");
		const [verb, id, to, ...more] = call.args;
		if (verb === "move" && id !== undefined && to !== undefined && more.length === 0) {
			const path = `/v1/incidents/${encodeURIComponent(id)}/transitions`;
			const moved = await api.send<Static<typeof transitionAnswer>>("POST", path, { to });
			call.terminal.out(call.json ? JSON.stringify(moved) : `${moved.id} is ${moved.status}`);
			return 0;
		}
		if (verb !== undefined)
			throw new Failure("incidents takes no arguments, or `move ID STATUS`", {
				mend: "See `audit-trail incidents --help`.",
			});
		const found: Page["incidents"] = [];
		let cursor: string | undefined;
		do {
			const page = await api.get<Page>("/v1/incidents", { limit: 200, cursor });
			found.push(...page.incidents);
			cursor = page.cursor;
		} while (cursor !== undefined);
		found.sort((a, b) => a.firstAt.localeCompare(b.firstAt) || a.id.localeCompare(b.id));
		if (call.json) {
			call.terminal.out(JSON.stringify(found));
			return 0;
		}
		table(
			call.terminal,
			["first", "last", "severity", "rule", "about", "events", "status", "id"],
			found.map((incident) => [
				when(incident.firstAt),
				when(incident.lastAt),
				incident.severity,
				incident.rule,
				Object.values(incident.group).join(" "),
				incident.count,
				incident.status,
				incident.id,
			]),
		);
		call.terminal.note(`\n${plural(found.length, "incident")}`);
		return 0;
	},
};
