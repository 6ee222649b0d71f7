import { createHash } from "node:crypto";
import type { LocalContext, ResourceProvider, ResourceResult } from "../service.ts";
import type { AssemblyStack } from "./assembly.ts";
import { type DeployedResource, type DeployedStack, deployedCollections } from "./deployed.ts";
import { creationOrder } from "./order.ts";
import { placeholder } from "./placeholder.ts";
import { Refusal } from "./refusal.ts";
import { resolve } from "./resolve.ts";
import { StackScope } from "./stack-scope.ts";
import type { TemplateResource } from "./template.ts";

interface StackRun {
	context: LocalContext;
	stack: AssemblyStack;
	providers: ReadonlyMap<string, ResourceProvider>;
	/** Exports of the stacks before. */
	exports: ReadonlyMap<string, unknown>;
}

/** Makes or changes one stack's resources in order; those with the same digest as before are not touched. */
export async function deployStack(run: StackRun): Promise<{
	stack: DeployedStack;
	logicalIds: string[];
	applied: number;
}> {
	const { context, stack } = run;
	const { name, template } = stack;
	const { account, region } = context;
	const scope = new StackScope({ stack: name, template, account, region, exports: run.exports });
	const active = new Map(
		[...template.resources].filter(
			([id, { condition }]) => condition === undefined || scope.condition(condition, `${name}/${id}`),
		),
	);
	const logicalIds = creationOrder(name, active);
	let applied = 0;
	for (const [rank, logicalId] of logicalIds.entries()) {
		const resource = active.get(logicalId);
		if (!resource) continue;
		const { record, changed } = await bring(run, { logicalId, resource, rank, scope });
		if (changed) applied += 1;
		scope.made(logicalId, record, !run.providers.has(record.type));
	}
	const record = { name, ...outputs(stack, scope) };
	await deployedCollections(context.state).stacks.put(name, record);
	if (applied > 0) context.log(`${name}: ${applied} of ${logicalIds.length} resources made or changed`);
	return { stack: record, logicalIds, applied };
}

async function bring(
	run: StackRun,
	target: { logicalId: string; resource: TemplateResource; rank: number; scope: StackScope },
): Promise<{ record: DeployedResource; changed: boolean }> {
	const { logicalId, resource, rank } = target;
	const stack = run.stack.name;
	const { resources } = deployedCollections(run.context.state);
	const key = `${stack}/${logicalId}`;
	const before = await resources.get(key);
	if (before && before.type !== resource.type)
		throw new Refusal(
			key,
			`its type cannot change from ${before.type} to ${resource.type}; give the new one another logical id`,
		);
	const properties = resolve(resource.properties, target.scope, key) as Record<string, unknown>;
	const digest = createHash("sha256")
		.update(canonical([resource.type, properties]))
		.digest("hex");
	const same = before?.digest === digest;
	if (before && same && before.rank === rank && before.retain === resource.retain)
		return { record: before, changed: false };
	const result: ResourceResult = same
		? before
		: await apply(run, key, resource.type, {
				stack,
				logicalId,
				properties,
				physicalId: before?.physicalId,
				region: run.context.region,
				account: run.context.account,
			});
	const replaced = [...(before?.replaced ?? [])];
	if (before && before.physicalId !== result.physicalId && !resource.retainReplaced)
		replaced.push(before.physicalId);
	const { physicalId, attributes } = result;
	const { type, retain } = resource;
	const record = { stack, logicalId, type, physicalId, attributes, digest, retain, rank, replaced };
	await resources.put(key, record);
	return { record, changed: !same };
}

async function apply(
	run: StackRun,
	place: string,
	type: string,
	request: Parameters<ResourceProvider["apply"]>[0],
): Promise<ResourceResult> {
	const provider = run.providers.get(type);
	if (!provider) return placeholder(type, request);
	try {
		return await provider.apply(request);
	} catch (cause) {
		if (cause instanceof Refusal) throw cause;
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new Refusal(`${place} (${type})`, reason, { cause });
	}
}

function outputs(stack: AssemblyStack, scope: StackScope): Pick<DeployedStack, "outputs" | "exports"> {
	const found: Pick<DeployedStack, "outputs" | "exports"> = { outputs: {}, exports: {} };
	for (const [id, output] of stack.template.outputs) {
		const place = `${stack.name}/Outputs/${id}`;
		if (output.condition !== undefined && !scope.condition(output.condition, place)) continue;
		const value = resolve(output.value, scope, place);
		found.outputs[id] = value;
		if (output.exportName === undefined) continue;
		found.exports[String(resolve(output.exportName, scope, place))] = value;
	}
	return found;
}

/** JSON with sorted members, so that a template written in another order is no change. */
function canonical(value: unknown): string {
	return JSON.stringify(value, (_name, entry: unknown) =>
		typeof entry === "object" && entry !== null && !Array.isArray(entry)
			? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
			: entry,
	);
}
