import { accessSync, constants, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { type Cloud, startCloud } from "../local/cloud.ts";
import { currentAssembly } from "./local/assembly.ts";
import { knownKeys, writeEndpoints } from "./local/endpoints.ts";
import { enroll } from "./local/enroll.ts";
import { readOptions, type StartOptions, usage } from "./local/options.ts";
import { startRefusal } from "./local/refusal.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

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
	mkdirSync(directory, { recursive: true, mode: 0o700 });
	accessSync(directory, constants.W_OK);
	const begin = performance.now();
	const assembly = await currentAssembly({
		directory,
		environment: process.env,
		publicUrl: port === 0 ? undefined : `http://127.0.0.1:${port}/live`,
		log: say,
	});
	cloud = await startCloud({
		directory,
		apiPort: port,
		awsPort: port === 0 ? 0 : port + 1,
		assembly,
		log: say,
	});
	const { applied, removed, unchanged } = cloud.deployment;
	const seconds = ((performance.now() - begin) / 1000).toFixed(1);
	say(`deployed in ${seconds} s: ${applied} made or changed, ${removed} removed, ${unchanged} as they were`);
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
	await enroll(cloud, known, save);
	const health = await fetch(`${api}/v1/health`);
	say(`health: ${((await health.json()) as { status?: string }).status}`);
	say(`API   ${api}/v1`);
	say(`AWS   ${aws} (region ${region})`);
	say(`keys  ${directory}/endpoints.json`);
	if (options.once) await stop(health.ok ? 0 : 1);
	else say("serving until Ctrl-C");
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	await stop(1);
}
