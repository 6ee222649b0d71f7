import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DeleteItemCommand, DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { synthesize } from "../../lib/app.ts";
import { type Cloud, startCloud } from "../../local/cloud.ts";

const place = mkdtempSync(join(tmpdir(), "audit-trail-kernel-"));
const assembly = join(place, "assembly");
beforeAll(() => {
	synthesize({ stage: "trial", outdir: assembly });
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const start = (
	name: string,
	folder = assembly,
	ports: { apiPort: number; awsPort: number } = { apiPort: 0, awsPort: 0 },
) => startCloud({ directory: join(place, name), assembly: async () => folder, log: () => {}, ...ports });

/** A copy of the assembly in which the first resource of a type has other properties. */
function changed(name: string, type: string, properties: Record<string, unknown>): string {
	const folder = join(place, name);
	cpSync(assembly, folder, { recursive: true });
	const path = join(folder, "Pipeline.template.json");
	const template = JSON.parse(readFileSync(path, "utf8")) as {
		Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
	};
	const resource = Object.values(template.Resources).find((known) => known.Type === type);
	Object.assign(resource?.Properties ?? {}, properties);
	writeFileSync(path, JSON.stringify(template));
	return folder;
}

describe("the synthesized template on one machine", () => {
	let cloud: Cloud;
	beforeAll(async () => {
		cloud = await start("served");
	});
	afterAll(() => cloud.stop());

	test("serves GET /v1/health from its bundle", async () => {
		const response = await fetch(`${cloud.api}/v1/health`);
		expect([response.status, await response.json()]).toMatchObject([200, { status: "healthy" }]);
	});

	test("denies a call that the function's role does not allow", async () => {
		const role = await roleOf(cloud, "Health");
		const credentials = await cloud.context.links.assumeServiceRole?.({
			roleArn: role,
			service: "lambda.amazonaws.com",
			session: "test",
		});
		const { aws: endpoint, region } = cloud;
		const administrator = new DynamoDBClient({ endpoint, region, credentials: { ...cloud.credentials } });
		const { TableNames = [] } = await administrator.send(new ListTablesCommand({}));
		const TableName = TableNames.find((table) => table.includes("Ledger"));
		const health = new DynamoDBClient({ endpoint, region, ...(credentials ? { credentials } : {}) });
		const deletion = health.send(
			new DeleteItemCommand({ TableName, Key: { lane: { S: "x#0" }, seq: { N: "0" } } }),
		);
		await expect(deletion).rejects.toMatchObject({ name: "AccessDeniedException" });
	});

	test("lets an administrator invoke a function through the SDK, and tells when it failed", async () => {
		const { aws: endpoint, region } = cloud;
		const lambda = new LambdaClient({ endpoint, region, credentials: { ...cloud.credentials } });
		const answer = await lambda.send(
			new InvokeCommand({ FunctionName: "audit-trail-trial-enroll", Payload: '{"tenant":"NOT A TENANT"}' }),
		);
		expect(answer.FunctionError).toBe("Unhandled");
		expect(answer.Payload?.transformToString()).toContain("errorMessage");
	});

	test("is another process's no longer while this one has it", async () => {
		await expect(start("served")).rejects.toMatchObject({ cause: { code: "LEVEL_LOCKED" } });
	});
});

test("a second start touches nothing, and one on other ports only what names them", async () => {
	const first = await start("twice");
	const ports = { apiPort: Number(new URL(first.api).port), awsPort: Number(new URL(first.aws).port) };
	await first.stop();
	const second = await start("twice", assembly, ports);
	await second.stop();
	expect(second.deployment).toMatchObject({ applied: 0, removed: 0 });
	const third = await start("twice");
	await third.stop();
	expect(third.deployment.applied).toBeGreaterThan(0);
	expect(third.deployment.applied).toBeLessThan(third.deployment.unchanged);
	expect(third.deployment.removed).toBe(0);
});

test.each([
	["AWS::Lambda::Function", { Unheard: 1 }, "Unheard"],
	["AWS::SQS::Queue", { Unheard: 1 }, "Unheard"],
	["AWS::ApiGateway::Stage", { Unheard: 1 }, "Unheard"],
	["AWS::IAM::Role", { Unheard: 1 }, "Unheard"],
	["AWS::Lambda::Function", { Timeout: { "Fn::GetAZs": "" } }, "Fn::GetAZs"],
])("a template in which %s has %j is refused by name", async (type, properties, name) => {
	const folder = changed(
		`refused-${type.replaceAll("::", "-")}-${Object.keys(properties)[0]}`,
		type,
		properties,
	);
	await expect(start(`${type.replaceAll("::", "-")}-state`, folder)).rejects.toThrow(name);
});

test("a mended template goes on where the refusal left the deployment", async () => {
	const folder = changed("unmended", "AWS::ApiGateway::Stage", { Unheard: 1 });
	await expect(start("mended", folder)).rejects.toThrow("Unheard");
	const cloud = await start("mended");
	expect(cloud.deployment.unchanged).toBeGreaterThan(0);
	expect((await fetch(`${cloud.api}/v1/health`)).status).toBe(200);
	await cloud.stop();
});

test("killed after any line of its deployment, the next start goes on and serves", async () => {
	for (const line of [1, 2, 3, 5]) await run("killed", (count) => count === line);
	const cloud = await start("killed");
	expect((await fetch(`${cloud.api}/v1/health`)).status).toBe(200);
	await cloud.stop();
});

// Only Linux tells a process's children without a tool.
test.skipIf(process.platform !== "linux")(
	"killed while it serves, its function processes end with it",
	async () => {
		const pids: number[] = [];
		await run(
			"orphans",
			async (_count, said) => {
				if (!said.startsWith("ready ")) return false;
				await fetch(`${said.slice("ready ".length)}/v1/health`);
				return true;
			},
			pids,
		);
		expect(pids.length).toBeGreaterThan(0);
		while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 20));
	},
);

/** Serves in a process and kills it when `now` says so; `pids` gets its children. */
async function run(
	name: string,
	now: (count: number, line: string) => boolean | Promise<boolean>,
	pids: number[] = [],
): Promise<void> {
	const script = join(import.meta.dirname, "serve-assembly.ts");
	const child = spawn(process.execPath, [script, join(place, name), assembly], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const ended = new Promise((resolve) => child.once("exit", resolve));
	let count = 0;
	for await (const line of createInterface({ input: child.stdout })) {
		count += 1;
		if (!(await now(count, line)) && !line.startsWith("ready ")) continue;
		if (child.pid !== undefined) pids.push(...childrenOf(child.pid));
		child.kill("SIGKILL");
	}
	await ended;
}

function childrenOf(pid: number): number[] {
	const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
	return text.split(" ").filter(Boolean).map(Number);
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
	} catch {
		return false;
	}
}

async function roleOf(cloud: Cloud, stage: string): Promise<string> {
	const functions = await cloud.context.state
		.collection<{ name: string; roleArn: string }>("lambda-functions")
		.list();
	const found = functions.find(([name]) => name.includes(`${stage}Function`));
	if (!found) throw new Error(`no function of the stage ${stage}`);
	return found[1].roleArn;
}
