import { Stack, Validations } from "aws-cdk-lib";
import { Topic } from "aws-cdk-lib/aws-sns";
import { describe, expect, test, vi } from "vitest";
import { nag, unneeded } from "../../checks/nag.ts";
import { variant, variants } from "../../checks/variants.ts";
import { acknowledge, acknowledgements } from "../../lib/acknowledgements.ts";
import { packs } from "../../lib/packs.ts";

describe("five rule packs", () => {
	for (const { config, app } of variants())
		test(`${config.profile}, ${config.mode}: nothing is found that is not acknowledged, nothing acknowledged that is not found`, () => {
			const built = app();
			// Only then references between stacks have the names that findings show.
			built.synth();
			const raw = nag(built);
			expect(raw.length).toBeGreaterThan(50);
			expect(acknowledgements.flatMap((row) => unneeded(row, config, raw))).toEqual([]);
			acknowledge(built, config);
			expect(nag(built)).toEqual([]);
		});

	test("a new resource that breaks a rule is found beside all acknowledgements", () => {
		const { config, app } = variant("small", "trial");
		const built = app();
		new Topic(new Stack(built, "Planted"), "Open");
		acknowledge(built, config);
		expect(nag(built).map(({ id, path }) => `${id} ${path}`)).toContain(
			"AwsSolutions-SNS3 Planted/Open/Resource",
		);
	});

	test("a finding that nobody acknowledged fails the synthesis", () => {
		const built = variant("small", "trial").app();
		Validations.of(built).addPlugins(...packs());
		// The CDK prints its report; here only the outcome counts.
		for (const method of ["log", "error", "warn"] as const)
			vi.spyOn(console, method).mockImplementation(() => {});
		vi.spyOn(process.stderr, "write").mockReturnValue(true);
		expect(() => built.synth()).toThrow("Acknowledge with");
		vi.restoreAllMocks();
	});

	test("an acknowledgement that nothing needs is found", () => {
		const { config, app } = variant("small", "trial");
		const row = { ids: ["AwsSolutions-SNS3"], scopes: ["Pipeline/Alerts"], reason: "planted" };
		expect(unneeded(row, config, nag(app()))).toHaveLength(1);
	});
});

test("every reason is a sentence", () => {
	for (const { reason } of acknowledgements) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
});
