import { isRecord } from "../record.ts";
import type { ResourceResult } from "../service.ts";
import { Refusal } from "./refusal.ts";
import { resolveConditions } from "./resolve.ts";
import type { Scope } from "./scope.ts";
import type { Template } from "./template.ts";

/** CDK puts the version of the bootstrap stack there; nothing reads it. */
const bootstrapParameter = "BootstrapVersion";

/** The scope of one stack while it is deployed; resources become visible as they are made. */
export class StackScope implements Scope {
	readonly #stack: string;
	readonly #template: Template;
	readonly #pseudo: Readonly<Record<string, unknown>>;
	readonly #exports: ReadonlyMap<string, unknown>;
	readonly #made = new Map<string, ResourceResult>();
	readonly #notSimulated = new Set<string>();
	readonly condition: (name: string, place: string) => boolean;

	constructor(options: {
		stack: string;
		template: Template;
		account: string;
		region: string;
		/** Of all stacks deployed before. */
		exports: ReadonlyMap<string, unknown>;
	}) {
		const { stack, template, account, region } = options;
		this.#stack = stack;
		this.#template = template;
		this.#exports = options.exports;
		this.#pseudo = {
			"AWS::AccountId": account,
			"AWS::NoValue": undefined,
			"AWS::NotificationARNs": [],
			"AWS::Partition": "aws",
			"AWS::Region": region,
			"AWS::StackId": `arn:aws:cloudformation:${region}:${account}:stack/${stack}/local`,
			"AWS::StackName": stack,
			"AWS::URLSuffix": "amazonaws.com",
		};
		this.condition = resolveConditions(template.conditions, stack, this);
	}

	/** `open` results answer any attribute: those of resources that are not simulated. */
	made(logicalId: string, result: ResourceResult, open: boolean): void {
		this.#made.set(logicalId, result);
		if (open) this.#notSimulated.add(logicalId);
	}

	ref(name: string, place: string): unknown {
		if (name in this.#pseudo) return this.#pseudo[name];
		const parameter = this.#template.parameters.get(name);
		if (parameter) return this.#parameter(name, parameter, place);
		return this.#result(name, place).physicalId;
	}

	attribute(logicalId: string, name: string, place: string): unknown {
		const result = this.#result(logicalId, place);
		const value = result.attributes[name];
		if (value !== undefined) return value;
		if (this.#notSimulated.has(logicalId)) return `${result.physicalId}.${name}`;
		const type = this.#template.resources.get(logicalId)?.type;
		throw new Refusal(place, `${logicalId} (${type}) has no attribute ${name} in the local cloud`);
	}

	mapping(name: string, top: string, second: string, place: string): unknown {
		const table = this.#template.mappings[name];
		const row = isRecord(table) ? table[top] : undefined;
		const value = isRecord(row) ? row[second] : undefined;
		if (value === undefined) throw new Refusal(place, `mapping ${name} has no ${top}/${second}`);
		return value;
	}

	importValue(name: string, place: string): unknown {
		if (!this.#exports.has(name)) throw new Refusal(place, `no stack deployed before exports ${name}`);
		return this.#exports.get(name);
	}

	#parameter(name: string, parameter: { type: string; default: unknown }, place: string): unknown {
		if (name === bootstrapParameter) return "0";
		if (parameter.default === undefined)
			throw new Refusal(place, `parameter ${name} has no default, and there is nobody to ask`);
		if (parameter.type === "String") return String(parameter.default);
		if (parameter.type === "Number") return String(parameter.default);
		if (parameter.type === "CommaDelimitedList" || parameter.type === "List<Number>")
			return String(parameter.default)
				.split(",")
				.map((entry) => entry.trim());
		throw new Refusal(place, `parameter ${name} has type ${parameter.type}, which is not simulated`);
	}

	#result(logicalId: string, place: string): ResourceResult {
		const result = this.#made.get(logicalId);
		if (result) return result;
		const known = this.#template.resources.has(logicalId);
		throw new Refusal(
			place,
			known
				? `${logicalId} is left out by its condition in ${this.#stack}`
				: `${logicalId} is neither a parameter nor a resource of ${this.#stack}`,
		);
	}
}
