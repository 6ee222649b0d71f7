import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { shown } from "./shown.ts";

/**
 * What the deployment says: what a person must know goes to the terminal at once, the long list of what is not
 * simulated here to `<state>/deploy.log`, and how long it is.
 */
export function deployLog(directory: string, say: (line: string) => void) {
	const path = join(directory, "deploy.log");
	const lines: string[] = [];
	return {
		log(line: string): void {
			lines.push(line);
			if (!/^(not simulated: |sns: .* confirmed at once)/.test(line)) say(line);
		},
		/** Where the list lies, once the deployment is done; lines that come later go to the terminal alone. */
		close(): void {
			const idle = lines.filter((line) => line.startsWith("not simulated: ")).length;
			// Nothing was deployed: the list of the last deployment still holds.
			if (lines.length > 0) writeFileSync(path, lines.map((line) => `${line}\n`).join(""), { mode: 0o600 });
			lines.length = 0;
			if (idle > 0) say(`${idle} kinds of property mean nothing on one machine: ${shown(path)} lists them`);
		},
	};
}
