import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { tellNextSteps } from "../../../bin/local/next-steps.ts";
import { isEvent } from "../../../src/event/check-event.ts";
import { fakeTrial } from "./trial.ts";

function steps(directory: string): string {
	const { trial, said } = fakeTrial(0, () => undefined);
	tellNextSteps(trial.terminal, {
		api: "http://127.0.0.1:4700/live",
		directory,
		now: Date.UTC(2026, 4, 6),
	});
	return said.join("\n");
}

describe("what to do next", () => {
	it("shows an event that is valid", () => {
		const [, event = ""] = /-d '(.*)'/.exec(steps("/tmp/x")) ?? [];
		expect(isEvent(JSON.parse(event))).toBe(true);
	});

	it.each(["/tmp/plain", "/tmp/a folder's place", '/tmp/"quoted" $HOME'])(
		"can be pasted into a shell for the state directory %s",
		(directory) => {
			const text = steps(directory);
			// The shell itself says which words it would hand over.
			const commands = text.split("\n").filter((line) => /^ {2}(npx|KEY=)/.test(line));
			expect(commands).toHaveLength(5);
			for (const line of commands) {
				const [, words = ""] = /^ {2}(?:KEY=\$\(node -p |npx )(.*?)\)?$/.exec(line) ?? [];
				const closed = line.includes("KEY=") ? `${line.slice(line.indexOf("-p ") + 3, -1)}` : words;
				const handed = execFileSync("sh", ["-c", `printf '%s\\n' ${closed}`], { encoding: "utf8" });
				expect(handed).toContain(
					line.includes("KEY=") ? JSON.stringify(`${directory}/endpoints.json`) : directory,
				);
			}
		},
	);
});
