import { join, resolve } from "node:path";
import type { Terminal } from "../../cli/terminal/terminal.ts";

/** How to send the first event and what to look at, to be pasted into a shell in the checkout. */
export function tellNextSteps(
	terminal: Terminal,
	{ api, directory, now }: { api: string; directory: string; now: number },
): void {
	const event = JSON.stringify({
		occurredAt: new Date(now).toISOString(),
		action: "record.read",
		actor: { type: "user", id: "alice" },
		resource: { type: "patient-record", id: "4711" },
		outcome: "success",
	});
	const endpoints = quoted(`require(${JSON.stringify(join(directory, "endpoints.json"))}).keys.producer`);
	const state = directory === resolve(".audit-trail") ? "" : ` --state ${quoted(directory)}`;
	terminal.out(`
${terminal.bold("Send your first event")}, from another terminal in this folder

  API=${api}
  KEY=$(node -p ${endpoints})

  ${terminal.dim("# curl")}
  curl -sS "$API/v1/events" -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
    -H 'Idempotency-Key: first-event-${now.toString(36)}' -d '${event}'

  ${terminal.dim("# Node")}
  AUDIT_TRAIL_URL="$API" AUDIT_TRAIL_KEY="$KEY" node examples/send-event.mjs

  ${terminal.dim("# Python")}
  AUDIT_TRAIL_URL="$API" AUDIT_TRAIL_KEY="$KEY" PYTHONPATH=client/python python3 examples/send_event.py

${terminal.bold("Then look")}

  npx audit-trail events${state}
  npx audit-trail incidents${state}
  npx audit-trail verify${state}
  npx audit-trail doctor${state}
`);
}

/** For a POSIX shell; bare where it needs no quotes. */
const quoted = (text: string): string =>
	/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
