import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isRecord, type JsonRecord } from "../record.ts";
import { Refusal } from "./refusal.ts";
import { parseTemplate, type Template } from "./template.ts";

export interface AssemblyStack {
	name: string;
	/** Absent where the stack may go to any. */
	region?: string;
	template: Template;
}

/** What `cdk synth` wrote: stacks in the order in which they can be deployed, and the files that they bring. */
export interface Assembly {
	stacks: readonly AssemblyStack[];
	/** The one region of all stacks. */
	region: string;
	/** Absolute path of an asset (file or folder) by its object key in the asset bucket. */
	assets: ReadonlyMap<string, string>;
}

const defaultRegion = "us-east-1";
/** Artifacts of a cloud assembly that bring nothing to deploy. */
const ignoredArtifacts = ["cdk:tree", "cdk:feature-flag-report", "aws:cdk:feature-flag-report"];

/** Reads a cloud assembly, that of stages inside it included; refuses what it does not know. */
export function readAssembly(directory: string): Assembly {
	const stacks = new Map<string, { stack: AssemblyStack; dependencies: readonly string[] }>();
	const assets = new Map<string, string>();
	collect(resolve(directory), stacks, assets);
	const regions = new Set([...stacks.values()].flatMap(({ stack }) => stack.region ?? []));
	if (regions.size > 1)
		throw new Refusal(directory, `one region is simulated, not ${[...regions].join(" and ")} side by side`);
	const [region = defaultRegion] = regions;
	return { stacks: inOrder(stacks), assets, region };
}

function collect(
	directory: string,
	stacks: Map<string, { stack: AssemblyStack; dependencies: readonly string[] }>,
	assets: Map<string, string>,
): void {
	const path = join(directory, "manifest.json");
	if (!existsSync(path)) throw new Refusal(directory, "there is no manifest.json: not a cloud assembly");
	const artifacts = readJson(path)["artifacts"];
	for (const [id, artifact] of Object.entries(isRecord(artifacts) ? artifacts : {})) {
		if (!isRecord(artifact)) throw new Refusal(`${path}/${id}`, "an artifact must be an object");
		const properties = isRecord(artifact["properties"]) ? artifact["properties"] : {};
		const type = String(artifact["type"]);
		if (type === "aws:cloudformation:stack") {
			const name = String(properties["stackName"] ?? id);
			const template = readJson(join(directory, String(properties["templateFile"])));
			stacks.set(id, {
				stack: { name, template: parseTemplate(name, template), ...regionOf(artifact["environment"]) },
				dependencies: Array.isArray(artifact["dependencies"]) ? artifact["dependencies"].map(String) : [],
			});
		} else if (type === "cdk:asset-manifest") {
			readAssets(directory, join(directory, String(properties["file"])), assets);
		} else if (type === "cdk:cloud-assembly") {
			collect(join(directory, String(properties["directoryName"])), stacks, assets);
		} else if (!ignoredArtifacts.includes(type)) {
			throw new Refusal(`${path}/${id}`, `artifact type ${type} is not simulated`);
		}
	}
}

/** `aws://<account>/<region>` */
function regionOf(environment: unknown): { region?: string } {
	const region = /^aws:\/\/[^/]+\/(.+)$/.exec(String(environment))?.[1];
	return region === undefined || region === "unknown-region" ? {} : { region };
}

function readAssets(directory: string, manifest: string, assets: Map<string, string>): void {
	const content = readJson(manifest);
	if (isRecord(content["dockerImages"]) && Object.keys(content["dockerImages"]).length > 0)
		throw new Refusal(manifest, "container image assets are not simulated");
	for (const file of Object.values(isRecord(content["files"]) ? content["files"] : {})) {
		if (!isRecord(file) || !isRecord(file["source"]) || !isRecord(file["destinations"])) continue;
		const source = join(directory, String(file["source"]["path"]));
		for (const destination of Object.values(file["destinations"]))
			if (isRecord(destination)) assets.set(String(destination["objectKey"]), source);
	}
}

/** Each stack after those that its artifact depends on. */
function inOrder(
	stacks: ReadonlyMap<string, { stack: AssemblyStack; dependencies: readonly string[] }>,
): AssemblyStack[] {
	const ordered: AssemblyStack[] = [];
	const visited = new Map<string, "open" | "done">();
	const visit = (id: string): void => {
		const found = stacks.get(id);
		if (!found || visited.get(id) === "done") return;
		if (visited.get(id) === "open") throw new Refusal(id, "stacks depend on each other in a circle");
		visited.set(id, "open");
		for (const dependency of found.dependencies) visit(dependency);
		visited.set(id, "done");
		ordered.push(found.stack);
	};
	for (const id of stacks.keys()) visit(id);
	return ordered;
}

function readJson(path: string): JsonRecord {
	const value: unknown = JSON.parse(readFileSync(path, "utf8"));
	if (!isRecord(value)) throw new Refusal(path, "a JSON object is needed here");
	return value;
}
