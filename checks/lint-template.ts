import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { resourcesOf, type Templates } from "./template.ts";

type Spec = ReturnType<typeof loadAwsServiceSpecSync>;
type Resource = ReturnType<Spec["all"]> extends (infer Entity)[] ? Entity : never;
type Properties = Extract<Resource, { cloudFormationType: string }>["properties"];
type Type = Properties[string]["type"];

let loaded: Spec | undefined;
const spec = (): Spec => {
	loaded ??= loadAwsServiceSpecSync();
	return loaded;
};

/**
 * Holds a template against the schemas of CloudFormation's resources: unknown types and properties, properties
 * that are missing, values of the wrong shape. `cdk synth` and `cdk validate` let these pass; the deployment fails.
 * @returns one sentence per fault, with its place
 */
export function lintTemplate(templates: Templates): string[] {
	return resourcesOf(templates).flatMap(({ stack, logicalId, resource }) => {
		const [known] = spec().lookup("resource", "cloudFormationType", "equals", resource.Type);
		const place = `${stack}/${logicalId}`;
		return known
			? [...propertyFaults(known.properties, resource.Properties ?? {}, place)]
			: [`${place}: there is no resource type ${resource.Type}`];
	});
}

function* propertyFaults(known: Properties, value: object, place: string): Generator<string> {
	for (const [name, entry] of Object.entries(value)) {
		const property = known[name];
		if (!property) yield `${place}: there is no property ${name}`;
		else yield* valueFaults(property.type, entry, `${place}.${name}`);
	}
	for (const [name, { required }] of Object.entries(known))
		if (required && !(name in value)) yield `${place}: the property ${name} is missing`;
}

function* valueFaults(type: Type, value: unknown, place: string): Generator<string> {
	if (isIntrinsic(value)) return;
	switch (type.type) {
		case "array":
			if (!Array.isArray(value)) yield `${place}: must be a list`;
			else
				for (const [at, entry] of value.entries()) yield* valueFaults(type.element, entry, `${place}[${at}]`);
			return;
		case "map":
			if (!isObject(value)) yield `${place}: must be an object`;
			else
				for (const [key, entry] of Object.entries(value))
					yield* valueFaults(type.element, entry, `${place}.${key}`);
			return;
		case "ref": {
			const definition = spec().get("typeDefinition", type.reference.$ref);
			if (!isObject(value)) yield `${place}: must be an object`;
			else yield* propertyFaults(definition.properties, value, place);
			return;
		}
		case "union":
			if (type.types.every((one) => [...valueFaults(one, value, place)].length > 0))
				yield `${place}: fits none of the shapes that it may have`;
			return;
		case "boolean":
		case "string":
			if (typeof value !== type.type) yield `${place}: must be a ${type.type}`;
			return;
		case "number":
		case "integer":
			if (typeof value !== "number") yield `${place}: must be a number`;
			return;
		default:
			// json, tag, date-time: free in shape here.
			return;
	}
}

const isObject = (value: unknown): value is object =>
	typeof value === "object" && value !== null && !Array.isArray(value);

const isIntrinsic = (value: unknown): boolean =>
	isObject(value) && Object.keys(value).some((key) => key === "Ref" || key.startsWith("Fn::"));
