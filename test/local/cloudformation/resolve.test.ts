import { describe, expect, test } from "vitest";
import { resolve } from "../../../local/cloudformation/resolve.ts";
import { StackScope } from "../../../local/cloudformation/stack-scope.ts";
import { parseTemplate } from "../../../local/cloudformation/template.ts";

function evaluate(value: unknown): unknown {
	const template = parseTemplate("App", {
		Parameters: {
			Word: { Type: "String", Default: "trial" },
			Many: { Type: "CommaDelimitedList", Default: "a, b" },
			Asked: { Type: "String" },
			BootstrapVersion: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/cdk/version" },
		},
		Rules: { CheckBootstrapVersion: { Assertions: [] } },
		Mappings: { Sizes: { small: { memory: 128 } } },
		Conditions: {
			Trial: { "Fn::Equals": [{ Ref: "Word" }, "trial"] },
			Other: { "Fn::Not": [{ Condition: "Trial" }] },
			Both: { "Fn::And": [{ Condition: "Trial" }, { Condition: "Other" }] },
			Either: { "Fn::Or": [{ Condition: "Trial" }, { Condition: "Other" }] },
		},
		Resources: { Table: { Type: "Fake::Thing" }, Absent: { Type: "Fake::Thing" } },
	});
	const scope = new StackScope({
		stack: "App",
		template,
		account: "000000000000",
		region: "us-east-1",
		exports: new Map([["Data:Table", "imported"]]),
	});
	scope.made("Table", { physicalId: "table-1", attributes: { Arn: "arn:t", "Deep.Name": "deep" } }, false);
	return resolve(value, scope, "App/X");
}

describe("intrinsic functions give what CloudFormation documents", () => {
	test.each([
		[{ Ref: "Table" }, "table-1"],
		[{ Ref: "Word" }, "trial"],
		[{ Ref: "Many" }, ["a", "b"]],
		[{ Ref: "AWS::AccountId" }, "000000000000"],
		[{ Ref: "AWS::Partition" }, "aws"],
		[{ Ref: "AWS::URLSuffix" }, "amazonaws.com"],
		[{ Ref: "AWS::StackName" }, "App"],
		[{ "Fn::GetAtt": ["Table", "Arn"] }, "arn:t"],
		[{ "Fn::GetAtt": "Table.Deep.Name" }, "deep"],
		[{ "Fn::Sub": "${Table}/${Table.Arn}/${!Kept}" }, "table-1/arn:t/${Kept}"],
		[{ "Fn::Sub": ["${a}-${Word}", { a: { Ref: "Table" } }] }, "table-1-trial"],
		[{ "Fn::Join": ["-", ["a", 1, { Ref: "Word" }]] }, "a-1-trial"],
		[{ "Fn::Join": [",", { Ref: "Many" }] }, "a,b"],
		[{ "Fn::Select": ["1", { "Fn::Split": [":", "a:b:c"] }] }, "b"],
		[{ "Fn::ImportValue": "Data:Table" }, "imported"],
		[{ "Fn::If": ["Trial", "yes", "no"] }, "yes"],
		[{ "Fn::If": ["Both", "yes", { "Fn::If": ["Either", "one", "none"] }] }, "one"],
		[{ "Fn::FindInMap": ["Sizes", "small", "memory"] }, 128],
		[{ "Fn::Base64": "text" }, "dGV4dA=="],
		[
			{
				a: { Ref: "AWS::NoValue" },
				b: [{ Ref: "AWS::NoValue" }, { "Fn::If": ["Other", 1, { Ref: "AWS::NoValue" }] }],
			},
			{ b: [] },
		],
		[
			{ Condition: "data", Ref: "two members are data" },
			{ Condition: "data", Ref: "two members are data" },
		],
	])("%j → %j", (value, expected) => {
		expect(evaluate(value)).toEqual(expected);
	});
});

describe("what is not simulated is refused by name", () => {
	test.each([
		[{ "Fn::GetAZs": "" }, "Fn::GetAZs"],
		[{ a: [{ "Fn::Cidr": [] }] }, "Fn::Cidr"],
		[{ "Fn::Equals": ["a", "a"] }, "only in Conditions"],
		["{{resolve:secretsmanager:x}}", "dynamic references"],
		[{ Ref: "Nobody" }, "Nobody is neither a parameter nor a resource"],
		[{ Ref: "Absent" }, "Absent is left out by its condition"],
		[{ Ref: "Asked" }, "Asked has no default"],
		[{ "Fn::GetAtt": ["Table", "Nothing"] }, "has no attribute Nothing"],
		[{ "Fn::Select": [9, ["a"]] }, "no entry 9"],
		[{ "Fn::If": ["Nobody", 1, 2] }, "no condition Nobody"],
		[{ "Fn::FindInMap": ["Sizes", "large", "memory"] }, "Sizes has no large/memory"],
	])("%j: %s", (value, message) => {
		expect(() => evaluate(value)).toThrow(message);
	});

	test.each([
		[{ Transform: "AWS::Serverless-2016-10-31" }, "Transform"],
		[{ Rules: { Mine: {} } }, "Rules/Mine"],
		[{ Resources: { A: { Type: "T", CreationPolicy: {} } } }, "CreationPolicy"],
		[{ Resources: { A: { Type: "T", DeletionPolicy: "Snapshot" } } }, "Snapshot"],
		[{ Parameters: { A: { Type: "String", AllowedValues: ["a"] } } }, "AllowedValues"],
	])("%j: %s", (template, message) => {
		expect(() => parseTemplate("App", template)).toThrow(message);
	});
});
