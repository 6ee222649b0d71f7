import type { State } from "../state.ts";

/** What is known of one resource that a deployment made. Key: `<stack>/<logicalId>`. */
export interface DeployedResource {
	stack: string;
	logicalId: string;
	type: string;
	physicalId: string;
	attributes: Record<string, string>;
	/** Digest of type and resolved properties; equal means that nothing is to be done. */
	digest: string;
	/** Kept when it leaves the template. */
	retain: boolean;
	/** Place in its stack's order of creation; removal goes the other way. */
	rank: number;
	/** Physical ids that a change replaced and that are still to be removed. */
	replaced: string[];
}

export interface DeployedStack {
	name: string;
	outputs: Record<string, unknown>;
	exports: Record<string, unknown>;
}

/** The deployer's memory: it lets a second start touch nothing, and one that was killed in the middle go on. */
export function deployedCollections(state: State) {
	return {
		resources: state.collection<DeployedResource>("cloudformation-resources"),
		stacks: state.collection<DeployedStack>("cloudformation-stacks"),
	};
}
