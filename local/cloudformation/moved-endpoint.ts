import type { State } from "../state.ts";
import { deployedCollections } from "./deployed.ts";

/**
 * Physical ids and attributes may begin with the endpoint of AWS's wire protocols (queue URLs do). When it listens
 * on another port than the last time, they are rewritten first, and whoever was given one is deployed again.
 */
export async function rewriteEndpoint(state: State, endpoint: string): Promise<void> {
	const known = state.collection<string>("cloudformation-endpoint");
	const before = await known.get("endpoint");
	if (before !== undefined && before !== endpoint) {
		const rewritten = (text: string) =>
			text.startsWith(`${before}/`) ? endpoint + text.slice(before.length) : text;
		const { resources } = deployedCollections(state);
		for (const [key, resource] of await resources.list())
			await resources.put(key, {
				...resource,
				physicalId: rewritten(resource.physicalId),
				replaced: resource.replaced.map(rewritten),
				attributes: Object.fromEntries(
					Object.entries(resource.attributes).map(([name, value]) => [name, rewritten(value)]),
				),
			});
	}
	await known.put("endpoint", endpoint);
}
