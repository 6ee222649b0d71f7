import { resolve } from "node:path";
import { openApi } from "../cli/api.ts";
import { Failure } from "../cli/failure.ts";
import { terminal as openTerminal } from "../cli/terminal/terminal.ts";
import { systemTiming } from "../client/node/system-timing.ts";
import { type Cloud, startCloud } from "../local/cloud.ts";
import { currentAssembly } from "./local/assembly.ts";
import { deployLog } from "./local/deploy-log.ts";
import { knownKeys, writeEndpoints } from "./local/endpoints.ts";
import { enroll } from "./local/enroll.ts";
import { showNewcomer } from "./local/newcomer.ts";
import { tellNextSteps } from "./local/next-steps.ts";
import { readOptions, type StartOptions, usage } from "./local/options.ts";
import { startRefusal } from "./local/refusal.ts";
import { shown } from "./local/shown.ts";
import { makeStateDirectory } from "./local/state-directory.ts";
import type { Trial } from "./local/trial.ts";

const { env: environment } = process;
const terminal = openTerminal(process.stdout, process.stderr, environment);

let options: StartOptions;
try {
	options = readOptions(process.argv.slice(2));
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
	process.exit(2);
}
const directory = resolve(options.directory);
const { port } = options;

let cloud: Cloud;
try {
	makeStateDirectory(directory);
	const begin = performance.now();
	const { log, close } = deployLog(directory, terminal.out);
	cloud = await startCloud({
		directory,
		apiPort: port,
		awsPort: port === 0 ? 0 : port + 1,
		log,
		assembly: ({ api }) =>
			currentAssembly({ directory, environment, publicUrl: `${api}/live`, log: terminal.out }),
	});
	close();
	const { applied, removed, unchanged } = cloud.deployment;
	const seconds = ((performance.now() - begin) / 1000).toFixed(1);
	terminal.out(
		`deployed in ${seconds} s: ${applied} made or changed, ${removed} removed, ${unchanged} as they were`,
	);
} catch (error) {
	process.stderr.write(`${startRefusal(error, { port, directory })}\n`);
	process.exit(2);
}

let stopping: Promise<void> | undefined;
const stop = (code: number) => {
	stopping ??= cloud.stop().then(
		() => process.exit(code),
		() => process.exit(1),
	);
	return stopping;
};
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(0));

const { api, aws, region, credentials, token } = cloud;
const save = (keys: Record<string, string>) =>
	writeEndpoints(directory, { api, aws, region, keys, credentials, local: { token } });
try {
	const known = knownKeys(directory);
	save(known);
	const keys = await enroll(cloud, known, save);
	terminal.out(`API   ${api}/v1 (answers since ${(performance.now() / 1000).toFixed(1)} s after the start)`);
	terminal.out(`AWS   ${aws} (region ${region})`);
	terminal.out(`keys  ${shown(`${directory}/endpoints.json`)}`);
	const trial: Trial = {
		directory,
		terminal,
		timing: systemTiming,
		fetch,
		api: (role) => openApi(api, keys[role], { fetch, timing: systemTiming }),
	};
	const wrong = await showNewcomer(trial, { sample: options.sample, environment });
	if (wrong.length > 0) {
		terminal.note("\nThis did not hold:");
		for (const sentence of wrong) terminal.note(`  ${sentence}`);
	}
	if (options.once) {
		if (wrong.length === 0)
			terminal.out(`\nAll held, ${(performance.now() / 1000).toFixed(1)} s after the start.`);
		await stop(wrong.length === 0 ? 0 : 1);
	} else {
		tellNextSteps(terminal, { api, directory, now: Date.now() });
		terminal.out("Serving until Ctrl-C.");
	}
} catch (error) {
	// Whoever ended it does not hear that what he ended failed.
	if (!stopping) {
		terminal.note(error instanceof Error ? error.message : String(error));
		if (error instanceof Failure && error.mend !== undefined) terminal.note(error.mend);
	}
	await stop(1);
}
