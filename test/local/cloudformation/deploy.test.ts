import { expect, test } from "vitest";
import { kernelContext } from "../kernel-context.ts";
import { FakeCloud, thing } from "./fake-cloud.ts";

const cloud = async () => new FakeCloud(await kernelContext());

test("resources are made after those that they refer to by Ref, GetAtt, Sub and DependsOn", async () => {
	const fake = await cloud();
	await fake.deploy({
		App: {
			Resources: {
				A: thing({ Uses: { Ref: "B" } }),
				B: thing({ Uses: { "Fn::GetAtt": ["C", "Arn"] } }),
				C: thing({ Uses: { "Fn::Sub": "x/${D}/${AWS::Region}" } }),
				D: thing({}, { DependsOn: "E" }),
				E: thing(),
			},
		},
	});
	expect(fake.calls).toEqual(["apply E", "apply D", "apply C", "apply B", "apply A"]);
	expect(fake.things.get("App-B")).toEqual({ Uses: "arn:fake:App-C" });
	expect(fake.things.get("App-C")).toEqual({ Uses: "x/App-D/us-east-1" });
});

test("a circle is refused with the resources on it", async () => {
	const fake = await cloud();
	const deployment = fake.deploy({
		App: { Resources: { A: thing({ Uses: { Ref: "B" } }), B: thing({ Uses: { Ref: "A" } }) } },
	});
	await expect(deployment).rejects.toThrow("A → B → A");
});

test("a second deployment of the same template touches nothing, whatever the order of its members", async () => {
	const fake = await cloud();
	await fake.deploy({ App: { Resources: { A: thing({ X: 1, Y: { P: 1, Q: 2 } }) } } });
	const again = await fake.deploy({ App: { Resources: { A: thing({ Y: { Q: 2, P: 1 }, X: 1 }) } } });
	expect(again).toMatchObject({ applied: 0, unchanged: 1, removed: 0 });
	expect(fake.calls).toEqual(["apply A"]);
});

test("only what changed is applied, in place, and what refers to it sees its new value", async () => {
	const fake = await cloud();
	const template = (name: string) => ({
		App: { Resources: { A: thing({ Name: name }), B: thing({ Uses: { Ref: "A" } }), C: thing() } },
	});
	await fake.deploy(template("one"));
	fake.calls.length = 0;
	await fake.deploy(template("two"));
	expect(fake.calls).toEqual(["apply A", "apply B", "remove A one"]);
	expect(fake.things.get("App-B")).toEqual({ Uses: "two" });
});

test("what leaves the template is removed, dependents first, unless it is to be retained", async () => {
	const fake = await cloud();
	await fake.deploy({
		Base: { Resources: { Old: thing() } },
		App: {
			Resources: {
				A: thing({ Uses: { Ref: "B" } }),
				B: thing(),
				Kept: thing({}, { DeletionPolicy: "Retain" }),
			},
		},
	});
	fake.calls.length = 0;
	await fake.deploy({ Base: { Resources: {} } });
	expect(fake.calls).toEqual(["remove A App-A", "remove B App-B", "remove Old Base-Old"]);
	expect([...fake.things.keys()]).toEqual(["App-Kept"]);
});

test("a deployment that was cut off goes on where it stood", async () => {
	const fake = await cloud();
	const templates = { App: { Resources: { A: thing(), B: thing({ Uses: { Ref: "A" } }) } } };
	fake.before = ({ logicalId }) => {
		if (logicalId === "B") throw new Error("killed");
	};
	await expect(fake.deploy(templates)).rejects.toThrow("App/B (Fake::Thing): killed");
	fake.before = () => {};
	await fake.deploy(templates);
	expect(fake.calls).toEqual(["apply A", "apply B"]);
});

test("an unknown type is refused by name before anything is made", async () => {
	const fake = await cloud();
	const deployment = fake.deploy({
		App: { Resources: { A: thing(), Q: { Type: "AWS::Redshift::Cluster" } } },
	});
	await expect(deployment).rejects.toThrow("App/Q (AWS::Redshift::Cluster)");
	expect(fake.calls).toEqual([]);
});

test("types without effect on evidence are printed as not simulated and can be referred to", async () => {
	const context = await kernelContext();
	const fake = new FakeCloud(context);
	await fake.deploy({
		App: {
			Resources: {
				Log: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "api" } },
				A: thing({ Log: { Ref: "Log" }, Arn: { "Fn::GetAtt": ["Log", "Arn"] } }),
			},
		},
	});
	expect(fake.things.get("App-A")).toEqual({
		Log: "api",
		Arn: "arn:aws:logs:us-east-1:000000000000:log-group:api:*",
	});
	expect(context.lines.join("\n")).toContain("not simulated: AWS::Logs::LogGroup × 1");
});

test("a stack imports what one before it exports, and no other", async () => {
	const fake = await cloud();
	const base = {
		Resources: { A: thing() },
		Outputs: { O: { Value: { Ref: "A" }, Export: { Name: { "Fn::Sub": "${AWS::StackName}:A" } } } },
	};
	const app = (name: string) => ({ Resources: { B: thing({ Uses: { "Fn::ImportValue": name } }) } });
	await fake.deploy({ Base: base, App: app("Base:A") });
	expect(fake.things.get("App-B")).toEqual({ Uses: "Base-A" });
	await expect(fake.deploy({ Base: base, App: app("Base:Z") })).rejects.toThrow("exports Base:Z");
});

test("a resource whose condition does not hold is left out, and removed when it stops to hold", async () => {
	const fake = await cloud();
	const templates = (mode: string) => ({
		App: {
			Parameters: { Mode: { Type: "String", Default: mode } },
			Conditions: { Production: { "Fn::Equals": [{ Ref: "Mode" }, "production"] } },
			Resources: { A: thing({}, { Condition: "Production" }) },
		},
	});
	await fake.deploy(templates("production"));
	await fake.deploy(templates("trial"));
	expect(fake.calls).toEqual(["apply A", "remove A App-A"]);
});

test("a type may not change under one logical id", async () => {
	const fake = await cloud();
	await fake.deploy({ App: { Resources: { A: { Type: "AWS::Logs::LogGroup" } } } });
	await expect(fake.deploy({ App: { Resources: { A: thing() } } })).rejects.toThrow("its type cannot change");
});
