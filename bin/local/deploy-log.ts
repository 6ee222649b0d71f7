import { writeFileSync } from "node:fs";
import { join } from "node:path";

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
			writeFileSync(path, lines.map((line) => `${line}\n`).join(""), { mode: 0o600 });
			const idle = lines.splice(0).filter((line) => line.startsWith("not simulated: "));
			if (idle.length > 0)
				say(`${idle.length} properties of the template mean nothing on one machine; ${path} lists them`);
		},
	};
}
