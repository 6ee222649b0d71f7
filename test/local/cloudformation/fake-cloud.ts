import type { Assembly } from "../../../local/cloudformation/assembly.ts";
import { deploy } from "../../../local/cloudformation/deploy.ts";
import { parseTemplate } from "../../../local/cloudformation/template.ts";
import type { LocalContext, ResourceProvider, ResourceRequest } from "../../../local/service.ts";

export type Templates = Record<string, Record<string, unknown>>;

/** Stacks as an assembly would give them, in the order written. */
export function assemblyOf(templates: Templates): Assembly {
	const stacks = Object.entries(templates).map(([name, template]) => ({
		name,
		template: parseTemplate(name, template),
	}));
	return { stacks, assets: new Map(), region: "us-east-1" };
}

/** A cloud of one resource type, `Fake::Thing`, whose physical id is its `Name` and which remembers what it did. */
export class FakeCloud {
	readonly things = new Map<string, Readonly<Record<string, unknown>>>();
	readonly calls: string[] = [];
	/** Called before each thing is made; may throw, as a process killed there would. */
	before: (request: ResourceRequest) => void = () => {};
	readonly context: LocalContext;

	constructor(context: LocalContext) {
		this.context = context;
	}

	readonly provider: ResourceProvider = {
		type: "Fake::Thing",
		apply: async (request) => {
			this.before(request);
			const physicalId = String(request.properties["Name"] ?? `${request.stack}-${request.logicalId}`);
			this.things.set(physicalId, request.properties);
			this.calls.push(`apply ${request.logicalId}`);
			return { physicalId, attributes: { Arn: `arn:fake:${physicalId}` } };
		},
		remove: async ({ logicalId, physicalId }) => {
			this.things.delete(physicalId);
			this.calls.push(`remove ${logicalId} ${physicalId}`);
		},
	};

	deploy(templates: Templates) {
		return deploy({
			context: this.context,
			assembly: assemblyOf(templates),
			providers: [this.provider],
		});
	}
}

export const thing = (properties: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
	Type: "Fake::Thing",
	Properties: properties,
	...more,
});
