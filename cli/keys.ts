import type { Static } from "typebox";
import type { keyAnswer, keysAnswer, newKeyAnswer } from "../src/api/answers.ts";
import type { Call, Command } from "./command.ts";
import { Failure } from "./failure.ts";
import { plural, table, when } from "./terminal/table.ts";

export const keys: Command = {
	name: "keys",
	summary: "lists, makes and revokes API keys",
	usage: ["list", "create --name NAME --role ROLE [--days N]", "revoke ID"],
	options: {
		name: { value: "NAME", help: "what uses the key" },
		role: { value: "ROLE", help: "producer, analyst, auditor, privacy-officer, operator or administrator" },
		days: { value: "N", help: "days until it expires (default 90)" },
	},
	notes:
		"A key is shown once, when it is made. Two of one name may be active: make the new one, then revoke.",
	async run(call) {
		const [verb, id, ...more] = call.args;
		if (verb === "list" && id === undefined) return await list(call);
		if (verb === "create" && id === undefined) return await create(call);
		if (verb === "revoke" && id !== undefined && more.length === 0) return await revoke(call, id);
		throw new Failure("keys takes list, create or revoke ID", { mend: "See `audit-trail keys --help`." });
	},
};

async function list(call: Call): Promise<0> {
	const { keys } = await call.api("administrator").get<Static<typeof keysAnswer>>("/v1/keys");
	if (call.json) {
		call.terminal.out(JSON.stringify(keys));
		return 0;
	}
	table(
		call.terminal,
		["name", "role", "state", "created", "expires", "id"],
		keys.map((key) => [key.name, key.role, key.state, when(key.createdAt), when(key.expiresAt), key.id]),
	);
	call.terminal.note(`\n${plural(keys.length, "key")}`);
	return 0;
}

async function create(call: Call): Promise<0> {
	const name = call.text("name");
	const role = call.text("role");
	if (name === undefined || role === undefined) throw new Failure("keys create needs --name and --role");
	const expiresInDays = call.number("days", 1, 366);
	const made = await call.api("administrator").send<Static<typeof newKeyAnswer>>("POST", "/v1/keys", {
		name,
		role,
		...(expiresInDays === undefined ? {} : { expiresInDays }),
	});
	if (call.json) call.terminal.out(JSON.stringify(made));
	else {
		call.terminal.out(made.key);
		call.terminal.note(
			`A ${made.role} until ${when(made.expiresAt)} UTC. Keep it now: it is not shown again.`,
		);
	}
	return 0;
}

async function revoke(call: Call, id: string): Promise<0> {
	const path = `/v1/keys/${encodeURIComponent(id)}`;
	const revoked = await call.api("administrator").send<Static<typeof keyAnswer>>("DELETE", path);
	call.terminal.out(
		call.json
			? JSON.stringify(revoked)
			: `${revoked.id} (${revoked.name}) is revoked; within a minute it no longer works`,
	);
	return 0;
}
