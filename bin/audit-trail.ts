import { setTimeout } from "node:timers/promises";
import { main } from "../cli/main.ts";

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
	if (error.code !== "EPIPE") throw error;
});

process.exitCode = await main({
	argv: process.argv.slice(2),
	environment: process.env,
	stdout: process.stdout,
	stderr: process.stderr,
	fetch,
	timing: {
		now: () => Date.now(),
		random: () => Math.random(),
		sleep: async (milliseconds) => {
			await setTimeout(milliseconds);
		},
	},
});
