import { type Placed, resourcesOf, type Templates } from "../../checks/template.ts";
import { physicalName } from "../../local/iam/physical-name.ts";

export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";

/** The names and ARNs that a template's resources would get, and every value with its intrinsic functions resolved. */
export class Physical {
	readonly all: readonly Placed[];
	readonly #exports = new Map<string, { stack: string; value: unknown }>();
	readonly #stage: string;

	constructor(templates: Templates, stage: string) {
		this.all = resourcesOf(templates);
		this.#stage = stage;
		for (const [stack, template] of Object.entries(templates))
			for (const output of Object.values(template.Outputs ?? {})) {
				const { Value, Export } = { Value: undefined, Export: undefined, ...Object(output) };
				if (Export) this.#exports.set(String(Object(Export).Name), { stack, value: Value });
			}
	}

	of(type: string): Placed[] {
		return this.all.filter(({ resource }) => resource.Type === type);
	}

	/** The one resource of a type whose logical id is this name and a hash. */
	find(type: string, name: string): Placed {
		const found = this.of(type).filter(({ logicalId }) => logicalId.replace(/[0-9A-F]{8}$/, "") === name);
		const [one, ...more] = found;
		if (!one || more.length > 0) throw new Error(`${name} is not one ${type}`);
		return one;
	}

	properties({ stack, resource }: Placed): Record<string, unknown> {
		return { ...Object(this.#resolve(resource.Properties ?? {}, stack)) };
	}

	arn(type: string, name: string): string {
		return this.attribute(this.find(type, name), "Arn");
	}

	#resolve(value: unknown, stack: string): unknown {
		if (Array.isArray(value)) return value.map((entry) => this.#resolve(entry, stack));
		if (typeof value !== "object" || value === null) return value;
		const [[key, argument] = ["", undefined]] = Object.entries(value);
		switch (key) {
			case "Ref":
				return this.#ref(String(argument), stack);
			case "Fn::GetAtt": {
				const [id, attribute] = [argument].flat().map(String);
				return this.attribute(this.#at(String(id), stack), String(attribute));
			}
			case "Fn::ImportValue": {
				const exported = this.#exports.get(String(argument));
				if (!exported) throw new Error(`nobody exports ${String(argument)}`);
				return this.#resolve(exported.value, exported.stack);
			}
			case "Fn::Join": {
				const [separator, parts] = [this.#resolve(argument, stack)].flat();
				return [parts].flat().join(String(separator));
			}
			case "Fn::Split": {
				const [separator, text] = [this.#resolve(argument, stack)].flat();
				return String(text).split(String(separator));
			}
			case "Fn::Select": {
				const [index, list] = [this.#resolve(argument, stack)].flat();
				return [list].flat()[Number(index)];
			}
			case "Fn::Sub":
				return String(argument).replaceAll(/\$\{AWS::(\w+)\}/g, (_, name: string) =>
					this.#ref(`AWS::${name}`, stack),
				);
			case "Fn::GetAZs":
				return [`${REGION}a`, `${REGION}b`];
			default:
				return Object.fromEntries(
					Object.entries(value).map(([name, entry]) => [name, this.#resolve(entry, stack)]),
				);
		}
	}

	#ref(id: string, stack: string): string {
		const pseudo: Readonly<Record<string, string>> = {
			"AWS::AccountId": ACCOUNT,
			"AWS::Region": REGION,
			"AWS::Partition": "aws",
			"AWS::URLSuffix": "amazonaws.com",
		};
		return pseudo[id] ?? this.reference(this.#at(id, stack));
	}

	#at(id: string, stack: string): Placed {
		const found = this.all.find((placed) => placed.stack === stack && placed.logicalId === id);
		if (!found) throw new Error(`${stack} has no resource ${id}`);
		return found;
	}

	#name({ stack, logicalId, resource }: Placed): string {
		const given = resource.Properties?.["RoleName"] ?? resource.Properties?.["FunctionName"];
		const stackName = `audit-trail-${this.#stage}-${stack.toLowerCase()}`;
		return typeof given === "string" ? given : physicalName(stackName, logicalId, 64);
	}

	/** What `Ref` gives. */
	reference(placed: Placed): string {
		switch (placed.resource.Type) {
			case "AWS::SNS::Topic":
			case "AWS::IAM::ManagedPolicy":
				return this.attribute(placed, "Arn");
			case "AWS::SQS::Queue":
				return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${placed.stack}-${placed.logicalId}`;
			case "AWS::IAM::Role":
				return this.attribute(placed, "Arn").split("/")[1] ?? "";
			default:
				return `${placed.stack}-${placed.logicalId}`;
		}
	}

	attribute(placed: Placed, attribute: string): string {
		const id = `${placed.stack}-${placed.logicalId}`;
		const regional = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
		if (attribute === "StreamArn") return regional("dynamodb", `table/${id}/stream/2026-01-01T00:00:00.000`);
		if (attribute !== "Arn") return `${id}.${attribute}`;
		switch (placed.resource.Type) {
			case "AWS::DynamoDB::GlobalTable":
				return regional("dynamodb", `table/${id}`);
			case "AWS::KMS::Key":
				return regional("kms", `key/${id}`);
			case "AWS::S3::Bucket":
				return `arn:aws:s3:::${id}`;
			case "AWS::SQS::Queue":
				return regional("sqs", id);
			case "AWS::SNS::Topic":
				return regional("sns", id);
			case "AWS::Lambda::Function":
				return regional("lambda", `function:${id}`);
			case "AWS::Logs::LogGroup":
				return regional("logs", `log-group:${id}:*`);
			case "AWS::IAM::Role":
				return `arn:aws:iam::${ACCOUNT}:role/${this.#name(placed)}`;
			case "AWS::IAM::ManagedPolicy":
				return `arn:aws:iam::${ACCOUNT}:policy/${id}`;
			default:
				return `arn:of:${id}`;
		}
	}
}
