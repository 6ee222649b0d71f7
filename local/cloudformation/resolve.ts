import { isRecord, type JsonRecord } from "../record.ts";
import { conditionFunctions, evaluateCondition } from "./condition.ts";
import { Refusal } from "./refusal.ts";
import type { Scope } from "./scope.ts";
import { parseSubstitution } from "./substitution.ts";

type Intrinsic = (argument: unknown, scope: Scope, place: string) => unknown;

/**
 * The value with every intrinsic function evaluated. `undefined` stands for `AWS::NoValue`: such properties and
 * list entries are left out. Functions that are not known are refused by name.
 */
export function resolve(value: unknown, scope: Scope, place: string): unknown {
	if (typeof value === "string" && value.includes("{{resolve:"))
		throw new Refusal(place, "dynamic references ({{resolve:…}}) are not simulated");
	if (Array.isArray(value))
		return value
			.map((entry, index) => resolve(entry, scope, `${place}/${index}`))
			.filter((entry) => entry !== undefined);
	if (!isRecord(value)) return value;
	const call = intrinsicCall(value);
	if (call) {
		const intrinsic = intrinsics[call.name];
		if (!intrinsic) throw new Refusal(place, `the intrinsic function ${call.name} is not simulated`);
		return intrinsic(call.argument, scope, place);
	}
	const resolved: JsonRecord = {};
	for (const [name, entry] of Object.entries(value)) {
		const result = resolve(entry, scope, `${place}/${name}`);
		if (result !== undefined) resolved[name] = result;
	}
	return resolved;
}

/** An object with one member named `Ref` or `Fn::…` is a call; everything else is data. */
export function intrinsicCall(value: JsonRecord): { name: string; argument: unknown } | undefined {
	const names = Object.keys(value);
	const [name] = names;
	if (names.length !== 1 || name === undefined) return undefined;
	return name === "Ref" || name.startsWith("Fn::") ? { name, argument: value[name] } : undefined;
}

const refuseConditionOutsideConditions: Intrinsic = (_argument, _scope, place) => {
	throw new Refusal(place, "condition functions may stand only in Conditions and in Fn::If");
};

const intrinsics: Record<string, Intrinsic> = {
	...Object.fromEntries(conditionFunctions.map((name) => [name, refuseConditionOutsideConditions])),
	Ref: (argument, scope, place) => scope.ref(text(argument, place), place),
	"Fn::GetAtt": (argument, scope, place) => {
		const [logicalId, name] =
			typeof argument === "string" ? splitOnce(argument) : list(resolve(argument, scope, place), place);
		return scope.attribute(text(logicalId, place), text(name, place), place);
	},
	"Fn::Sub": (argument, scope, place) => {
		const [template, given] = Array.isArray(argument) ? argument : [argument, {}];
		const variables = resolve(given ?? {}, scope, place) as JsonRecord;
		return parseSubstitution(text(template, place))
			.map((part) => {
				if ("text" in part) return part.text;
				const value =
					variables[part.name] ??
					(part.name.includes(".")
						? scope.attribute(...splitOnce(part.name), place)
						: scope.ref(part.name, place));
				return scalar(value, place);
			})
			.join("");
	},
	"Fn::Join": (argument, scope, place) => {
		const [delimiter, values] = list(argument, place);
		return list(resolve(values, scope, place), place)
			.map((value) => scalar(value, place))
			.join(text(delimiter, place));
	},
	"Fn::Select": (argument, scope, place) => {
		const [index, values] = list(resolve(argument, scope, place), place);
		const chosen = list(values, place)[Number(index)];
		if (chosen === undefined) throw new Refusal(place, `Fn::Select finds no entry ${String(index)}`);
		return chosen;
	},
	"Fn::Split": (argument, scope, place) => {
		const [delimiter, source] = list(resolve(argument, scope, place), place);
		return text(source, place).split(text(delimiter, place));
	},
	"Fn::ImportValue": (argument, scope, place) =>
		scope.importValue(text(resolve(argument, scope, place), place), place),
	"Fn::If": (argument, scope, place) => {
		const [condition, whenTrue, whenFalse] = list(argument, place);
		const holds = scope.condition(text(condition, place), place);
		return resolve(holds ? whenTrue : whenFalse, scope, place);
	},
	"Fn::FindInMap": (argument, scope, place) => {
		const [name, top, second, ...more] = list(resolve(argument, scope, place), place);
		if (more.length > 0) throw new Refusal(place, "Fn::FindInMap with a default value is not simulated");
		return scope.mapping(text(name, place), text(top, place), text(second, place), place);
	},
	"Fn::Base64": (argument, scope, place) =>
		Buffer.from(text(resolve(argument, scope, place), place)).toString("base64"),
};

/** Evaluates a stack's named conditions, each once. */
export function resolveConditions(
	conditions: JsonRecord,
	stack: string,
	scope: Scope,
): (name: string, place: string) => boolean {
	const known = new Map<string, boolean>();
	const condition = (name: string, place: string): boolean => {
		const before = known.get(name);
		if (before !== undefined) return before;
		if (!(name in conditions)) throw new Refusal(place, `there is no condition ${name}`);
		const holds = evaluateCondition(conditions[name], `${stack}/Conditions/${name}`, {
			value: (argument, at) => resolve(argument, scope, at),
			named: condition,
		});
		known.set(name, holds);
		return holds;
	};
	return condition;
}

function splitOnce(name: string): [string, string] {
	const dot = name.indexOf(".");
	return [name.slice(0, dot), name.slice(dot + 1)];
}

function list(value: unknown, place: string): unknown[] {
	if (Array.isArray(value)) return value;
	throw new Refusal(place, "a list is needed here");
}

function text(value: unknown, place: string): string {
	if (typeof value === "string") return value;
	throw new Refusal(place, "a string is needed here");
}

function scalar(value: unknown, place: string): string {
	if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
		return String(value);
	throw new Refusal(place, "only strings, numbers and booleans can be joined into a string");
}
