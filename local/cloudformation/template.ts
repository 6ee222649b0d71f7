import { isRecord, type JsonRecord } from "../record.ts";
import { Refusal } from "./refusal.ts";

export interface TemplateResource {
	type: string;
	/** With intrinsic functions, as written. */
	properties: JsonRecord;
	dependsOn: readonly string[];
	condition: string | undefined;
	/** Kept when it leaves the template. */
	retain: boolean;
	/** The old one is kept when a change replaces it. */
	retainReplaced: boolean;
}

export interface TemplateOutput {
	value: unknown;
	/** Name under which other stacks import it; may hold intrinsic functions. */
	exportName: unknown;
	condition: string | undefined;
}

/** A CloudFormation template, with everything that the local cloud does not honour already refused. */
export interface Template {
	parameters: ReadonlyMap<string, { type: string; default: unknown }>;
	mappings: JsonRecord;
	conditions: JsonRecord;
	resources: ReadonlyMap<string, TemplateResource>;
	outputs: ReadonlyMap<string, TemplateOutput>;
}

const sections = [
	"AWSTemplateFormatVersion",
	"Description",
	"Metadata",
	"Parameters",
	"Mappings",
	"Conditions",
	"Rules",
	"Resources",
	"Outputs",
];
/** CDK's guard that the account was bootstrapped; there is nothing to bootstrap here. */
const bootstrapRule = "CheckBootstrapVersion";

export function parseTemplate(stack: string, json: unknown): Template {
	if (!isRecord(json)) throw new Refusal(stack, "the template is not a JSON object");
	only(stack, json, sections, "template section");
	for (const rule of Object.keys(record(stack, json["Rules"])))
		if (rule !== bootstrapRule) throw new Refusal(`${stack}/Rules/${rule}`, "rules are not simulated");
	return {
		parameters: map(stack, json["Parameters"], (place, parameter) => {
			only(place, parameter, parameterAttributes, "parameter attribute");
			return { type: text(place, parameter["Type"]), default: parameter["Default"] };
		}),
		mappings: record(stack, json["Mappings"]),
		conditions: record(stack, json["Conditions"]),
		resources: map(stack, json["Resources"], resource),
		outputs: map(stack, json["Outputs"], (place, output) => {
			only(place, output, ["Description", "Value", "Export", "Condition"], "output attribute");
			return {
				value: output["Value"],
				exportName: isRecord(output["Export"]) ? output["Export"]["Name"] : undefined,
				condition: optionalText(place, output["Condition"]),
			};
		}),
	};
}

/** Constraints on values (`AllowedValues`, `MinLength`, …) are not among them: only defaults are ever used here. */
const parameterAttributes = ["Type", "Default", "Description", "NoEcho"];
const resourceAttributes = [
	"Type",
	"Properties",
	"DependsOn",
	"Condition",
	"DeletionPolicy",
	"UpdateReplacePolicy",
	"Metadata",
];

function resource(place: string, value: JsonRecord): TemplateResource {
	only(place, value, resourceAttributes, "resource attribute");
	const dependsOn = value["DependsOn"] ?? [];
	return {
		type: text(place, value["Type"]),
		properties: record(place, value["Properties"]),
		dependsOn: (Array.isArray(dependsOn) ? dependsOn : [dependsOn]).map((id) => text(place, id)),
		condition: optionalText(place, value["Condition"]),
		retain: retained(place, "DeletionPolicy", value["DeletionPolicy"]),
		retainReplaced: retained(place, "UpdateReplacePolicy", value["UpdateReplacePolicy"]),
	};
}

function retained(place: string, attribute: string, policy: unknown): boolean {
	if (policy === undefined || policy === "Delete") return false;
	if (policy === "Retain" || policy === "RetainExceptOnCreate") return true;
	throw new Refusal(place, `${attribute} ${JSON.stringify(policy)} is not simulated (Delete and Retain are)`);
}

function only(place: string, value: JsonRecord, known: readonly string[], what: string): void {
	for (const name of Object.keys(value))
		if (!known.includes(name)) throw new Refusal(place, `${what} ${name} is not simulated`);
}

function record(place: string, value: unknown): JsonRecord {
	if (value === undefined) return {};
	if (isRecord(value)) return value;
	throw new Refusal(place, "an object is needed here");
}

function map<T>(
	stack: string,
	value: unknown,
	parse: (place: string, entry: JsonRecord) => T,
): Map<string, T> {
	const entries = Object.entries(record(stack, value));
	return new Map(
		entries.map(([name, entry]) => [name, parse(`${stack}/${name}`, record(`${stack}/${name}`, entry))]),
	);
}

function text(place: string, value: unknown): string {
	if (typeof value === "string") return value;
	throw new Refusal(place, "a string is needed here");
}

const optionalText = (place: string, value: unknown) =>
	value === undefined ? undefined : text(place, value);
