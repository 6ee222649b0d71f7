import { bootstrap } from "./bootstrap.ts";
import { channels } from "./channels.ts";
import type { Command } from "./command.ts";
import { doctor } from "./doctor.ts";
import { events } from "./events.ts";
import { importFile } from "./import.ts";
import { incidents } from "./incidents.ts";
import { keys } from "./keys.ts";
import { preflight } from "./preflight.ts";
import { report } from "./report.ts";
import { send } from "./send.ts";
import { verify } from "./verify.ts";

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
	bootstrap,
	send,
	importFile,
	events,
	verify,
	incidents,
	report,
	keys,
	channels,
	doctor,
	preflight,
];
