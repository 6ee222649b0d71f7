import type { LocalContext, ResourceProvider } from "../service.ts";
import type { Assembly } from "./assembly.ts";
import { deployStack } from "./deploy-stack.ts";
import { type DeployedStack, deployedCollections } from "./deployed.ts";
import { notSimulatedTypes, propertiesWithoutEffect } from "./not-simulated.ts";
import { Refusal } from "./refusal.ts";
import { removeResources } from "./remove.ts";

export interface Deployment {
	/** Stacks by name, with their outputs. */
	stacks: ReadonlyMap<string, DeployedStack>;
	/** How many resources were created or changed, removed, and left as they were. */
	applied: number;
	removed: number;
	unchanged: number;
}

/**
 * Brings the services to what the assembly's templates say, as CloudFormation would: in order of dependencies,
 * only what changed, and what vanished is removed at the end. Killed anywhere, the next call goes on.
 * It does not roll back: a refusal leaves what was made before it, and a mended template goes on from there.
 */
export async function deploy(options: {
	context: LocalContext;
	assembly: Assembly;
	providers: readonly ResourceProvider[];
}): Promise<Deployment> {
	const { context, assembly } = options;
	const providers = new Map(options.providers.map((provider) => [provider.type, provider]));
	refuseUnknownTypes(assembly, providers);
	const { resources, stacks } = deployedCollections(context.state);
	const deployed = new Map<string, DeployedStack>();
	const exports = new Map<string, unknown>();
	const total = { applied: 0, removed: 0, unchanged: 0 };
	const kept = new Set<string>();
	for (const stack of assembly.stacks) {
		const result = await deployStack({ context, stack, providers, exports });
		deployed.set(stack.name, result.stack);
		for (const [name, value] of Object.entries(result.stack.exports)) exports.set(name, value);
		for (const logicalId of result.logicalIds) kept.add(`${stack.name}/${logicalId}`);
		total.applied += result.applied;
		total.unchanged += result.logicalIds.length - result.applied;
	}
	const order = assembly.stacks.map((stack) => stack.name);
	const vanished = (await resources.list()).filter(([key]) => !kept.has(key)).map(([, resource]) => resource);
	total.removed = await removeResources({ context, providers, vanished, stackOrder: order });
	for (const [name] of await stacks.list()) if (!deployed.has(name)) await stacks.delete(name);
	if (total.applied > 0) printNotSimulated(assembly, context);
	return { stacks: deployed, ...total };
}

/** All at once and before anything is made, so that one look at the message is enough. */
function refuseUnknownTypes(assembly: Assembly, providers: ReadonlyMap<string, ResourceProvider>): void {
	const unknown: string[] = [];
	for (const { name, template } of assembly.stacks)
		for (const [logicalId, { type }] of template.resources)
			if (!providers.has(type) && !(type in notSimulatedTypes))
				unknown.push(`${name}/${logicalId} (${type})`);
	if (unknown.length > 0)
		throw new Refusal(
			"template",
			`the local cloud does not simulate ${unknown.join(", ")}; take it out, or give its type a reason in local/cloudformation/not-simulated.ts if no evidence depends on it`,
		);
}

function printNotSimulated(assembly: Assembly, context: LocalContext): void {
	const found = new Map<string, { count: number; reason: string }>();
	const count = (what: string, reason: string | undefined) => {
		if (reason !== undefined) found.set(what, { count: (found.get(what)?.count ?? 0) + 1, reason });
	};
	for (const { template } of assembly.stacks)
		for (const { type, properties } of template.resources.values()) {
			count(type, notSimulatedTypes[type]);
			for (const name of Object.keys(properties))
				count(`${type}.${name}`, propertiesWithoutEffect[type]?.[name]);
		}
	for (const [what, { count, reason }] of [...found].sort())
		context.log(`not simulated: ${what} × ${count} (${reason})`);
}
