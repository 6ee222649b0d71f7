import { isRecord } from "../record.ts";
import { Refusal } from "./refusal.ts";
import { intrinsicCall } from "./resolve.ts";
import { parseSubstitution } from "./substitution.ts";
import type { TemplateResource } from "./template.ts";

/** The logical ids that a resource names by Ref, Fn::GetAtt, Fn::Sub or DependsOn. */
export function references(resource: TemplateResource): Set<string> {
	const found = new Set(resource.dependsOn);
	collect(resource.properties, found);
	return found;
}

function collect(value: unknown, found: Set<string>): void {
	if (Array.isArray(value)) {
		for (const entry of value) collect(entry, found);
		return;
	}
	if (!isRecord(value)) return;
	const call = intrinsicCall(value);
	if (call?.name === "Ref") found.add(String(call.argument));
	else if (call?.name === "Fn::GetAtt") {
		const target = Array.isArray(call.argument) ? call.argument[0] : String(call.argument).split(".")[0];
		found.add(String(target));
	} else if (call?.name === "Fn::Sub") {
		const [template] = Array.isArray(call.argument) ? call.argument : [call.argument];
		for (const part of parseSubstitution(String(template)))
			if ("name" in part) found.add(part.name.split(".")[0] ?? "");
	}
	for (const entry of Object.values(value)) collect(entry, found);
}

/** Logical ids, each after all that it refers to; a circle is refused with the ids on it. */
export function creationOrder(stack: string, resources: ReadonlyMap<string, TemplateResource>): string[] {
	const ordered: string[] = [];
	const done = new Set<string>();
	const path: string[] = [];
	const visit = (id: string): void => {
		const resource = resources.get(id);
		if (!resource || done.has(id)) return;
		if (path.includes(id)) {
			const circle = [...path.slice(path.indexOf(id)), id].join(" → ");
			throw new Refusal(stack, `resources depend on each other in a circle: ${circle}`);
		}
		path.push(id);
		for (const target of references(resource)) visit(target);
		path.pop();
		done.add(id);
		ordered.push(id);
	};
	for (const id of resources.keys()) visit(id);
	return ordered;
}
