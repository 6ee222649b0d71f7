import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sourceDigest } from "./source-digest.ts";

const root = join(import.meta.dirname, "../..");
/** Settings of a trial that the environment may override. */
const overrides = ["AUDIT_RETENTION_DAYS", "MAX_LOGIN_ATTEMPTS", "ALERT_THRESHOLD_SECONDS", "PUBLIC_URL"];

/**
 * The cloud assembly in the state directory: synthesized when the sources or settings changed since the last one.
 * @param publicUrl prefix of /v1 for links in alerts
 */
export async function currentAssembly(options: {
	directory: string;
	environment: Readonly<Record<string, string | undefined>>;
	publicUrl: string;
	log(line: string): void;
}): Promise<string> {
	const { directory, environment, publicUrl, log } = options;
	const assembly = join(directory, "assembly");
	const stamp = join(directory, "assembly.digest");
	const settings = Object.fromEntries(overrides.map((name) => [name, environment[name]]));
	settings["PUBLIC_URL"] ??= publicUrl;
	const digest = sourceDigest(root, settings);
	if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return assembly;
	log("synthesizing the app");
	rmSync(stamp, { force: true });
	rmSync(assembly, { recursive: true, force: true });
	await run([join(import.meta.dirname, "synthesize.ts"), assembly], { ...environment, ...settings });
	// Last: an assembly without its stamp is made anew.
	writeFileSync(stamp, digest);
	return assembly;
}

function run(argv: string[], env: Readonly<Record<string, string | undefined>>): Promise<void> {
	const child = spawn(process.execPath, argv, { cwd: root, env, stdio: ["ignore", "ignore", "pipe"] });
	let said = "";
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		said = (said + text).slice(-20_000);
	});
	return new Promise((resolve, reject) => {
		child.once("error", reject);
		child.once("close", (code) =>
			code === 0 ? resolve() : reject(new Error(`the app cannot be synthesized:\n${said.trim()}`)),
		);
	});
}
