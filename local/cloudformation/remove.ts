import type { LocalContext, ResourceProvider } from "../service.ts";
import { type DeployedResource, deployedCollections } from "./deployed.ts";
import { Refusal } from "./refusal.ts";

/**
 * Removes what left the templates and what changes replaced, dependents first. A record is forgotten only after
 * its resource is gone, so that a process killed in between removes it again: `remove` must bear that.
 */
export async function removeResources(run: {
	context: LocalContext;
	providers: ReadonlyMap<string, ResourceProvider>;
	vanished: readonly DeployedResource[];
	/** Stacks in the order of their deployment; those that are not in it are gone altogether. */
	stackOrder: readonly string[];
}): Promise<number> {
	const { resources } = deployedCollections(run.context.state);
	const place = ({ stack, logicalId }: DeployedResource) => `${stack}/${logicalId}`;
	const ordered = [...run.vanished].sort(
		(a, b) => position(run.stackOrder, b) - position(run.stackOrder, a) || b.rank - a.rank,
	);
	for (const resource of ordered) {
		if (!resource.retain) await remove(run.providers, resource, resource.physicalId);
		await resources.delete(place(resource));
		run.context.log(`${place(resource)}: ${resource.retain ? "retained" : "removed"}`);
	}
	for (const [key, resource] of await resources.list()) {
		if (resource.replaced.length === 0) continue;
		for (const physicalId of resource.replaced) await remove(run.providers, resource, physicalId);
		await resources.put(key, { ...resource, replaced: [] });
	}
	return ordered.length;
}

/** A stack that is gone comes first: it may have used the others. */
function position(stackOrder: readonly string[], { stack }: DeployedResource): number {
	const index = stackOrder.indexOf(stack);
	return index === -1 ? stackOrder.length : index;
}

async function remove(
	providers: ReadonlyMap<string, ResourceProvider>,
	{ stack, logicalId, type }: DeployedResource,
	physicalId: string,
): Promise<void> {
	try {
		await providers.get(type)?.remove?.({ logicalId, physicalId });
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new Refusal(`${stack}/${logicalId} (${type})`, `it cannot be removed: ${reason}`, { cause });
	}
}
