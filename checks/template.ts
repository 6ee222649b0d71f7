/** A CloudFormation template as synthesized. */
export interface Template {
	Resources: Record<string, Resource>;
	Outputs?: Record<string, unknown>;
}

export interface Resource {
	Type: string;
	Properties?: Record<string, unknown>;
	DependsOn?: string[];
	DeletionPolicy?: string;
	UpdateReplacePolicy?: string;
}

/** Stack's construct id → template. */
export type Templates = Readonly<Record<string, Template>>;

export interface Placed {
	stack: string;
	logicalId: string;
	resource: Resource;
}

/** Every resource with its stack and logical id. */
export const resourcesOf = (templates: Templates): Placed[] =>
	Object.entries(templates).flatMap(([stack, template]) =>
		Object.entries(template.Resources).map(([logicalId, resource]) => ({ stack, logicalId, resource })),
	);

/** Every object inside a value, the value itself included. */
export function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
	if (Array.isArray(value)) for (const entry of value) yield* objectsIn(entry);
	else if (typeof value === "object" && value !== null) {
		yield { ...value };
		for (const entry of Object.values(value)) yield* objectsIn(entry);
	}
}
