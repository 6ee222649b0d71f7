import type { Static } from "typebox";
import type { eventsAnswer } from "../src/api/answers.ts";
import type { Command } from "./command.ts";
import { plural, table, when } from "./terminal/table.ts";

type Page = Static<typeof eventsAnswer>;

/** Entries of one request. */
const PAGE = 200;

export const events: Command = {
	name: "events",
	summary: "lists events, opened",
	usage: ["[--from T] [--to T] [--actor ID] [--action A] [--resource ID] [--outcome O] [--limit N]"],
	options: {
		from: { value: "T", help: "that occurred at this time or later (RFC 3339, or a date)" },
		to: { value: "T", help: "that occurred before this time" },
		actor: { value: "ID", help: "of this actor" },
		action: { value: "A", help: "with this action" },
		resource: { value: "ID", help: "on this resource" },
		outcome: { value: "O", help: "success, failure or denied" },
		lane: { value: "N", help: "of this lane" },
		oldest: { help: "in the ledger's own order: lane by lane, in each as they were sealed" },
		limit: { value: "N", help: "at most so many (default 50)" },
		all: { help: "without a bound" },
	},
	notes: "What was sealed last comes first.",
	async run(call) {
		const api = call.api("auditor");
		const most = call.flag("all") ? Number.POSITIVE_INFINITY : (call.number("limit", 1, 1_000_000) ?? 50);
		const filters = Object.fromEntries(
			["from", "to", "actor", "action", "resource", "outcome", "lane"].map((name) => [name, call.text(name)]),
		);
		const found: Page["events"] = [];
		const unreadable: NonNullable<Page["unreadable"]> = [];
		const order = call.flag("oldest") ? "log" : "newest";
		let cursor: string | undefined;
		do {
			const limit = Math.min(PAGE, most - found.length);
			const page = await api.get<Page>("/v1/events", { ...filters, order, limit, cursor });
			found.push(...page.events);
			unreadable.push(...(page.unreadable ?? []));
			cursor = page.cursor;
			call.terminal.progress(`${plural(found.length, "event")} …`);
		} while (cursor !== undefined && found.length < most);
		for (const { lane, seq } of unreadable)
			call.terminal.note(`segment ${seq} of lane ${lane} does not open; run \`audit-trail verify\``);
		if (call.json) {
			call.terminal.out(JSON.stringify(found));
			return 0;
		}
		table(
			call.terminal,
			["occurred", "actor", "action", "resource", "outcome", "reference"],
			found.map(({ ref, event }) => [
				when(event.occurredAt),
				event.actor.id,
				event.action,
				`${event.resource.type}/${event.resource.id}`,
				event.outcome,
				ref,
			]),
		);
		call.terminal.note(
			`\n${plural(found.length, "event")}${cursor === undefined ? "" : "; there are more: --limit or --all"}`,
		);
		return 0;
	},
};
