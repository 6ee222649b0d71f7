import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig, root } from "../../lib/app.ts";
import { parseConfig } from "../../lib/config.ts";

const valid = {
	mode: "trial",
	profile: "small",
	region: "eu-central-1",
	retentionDays: 30,
	maxLoginAttempts: 5,
	alertThresholdSeconds: 60,
	alertEmails: ["a@b.org"],
	alertPhones: [],
};

test("every committed configuration parses", () => {
	const files = readdirSync(join(root, "config"));
	expect(files).toEqual(expect.arrayContaining(["trial.json", "production.json"]));
	for (const file of files) expect(readConfig(file.replace(".json", "")).region).toMatch(/-/);
	expect(readConfig("trial")).toMatchObject({ mode: "trial", profile: "small" });
	expect(readConfig("production").mode).toBe("production");
});

describe("refuses, naming the file and the field,", () => {
	test.each([
		["no mode", { ...valid, mode: undefined }, '"mode" is required'],
		["another profile", { ...valid, profile: "large" }, '"profile" is required'],
		["a misspelt setting", { ...valid, retentiondays: 30 }, '"retentiondays" is not a setting'],
		["a region that is none", { ...valid, region: "Frankfurt" }, '"region"'],
		["no retention", { ...valid, retentionDays: 0 }, '"retentionDays"'],
		["more than S3 can lock", { ...valid, retentionDays: 36_501 }, '"retentionDays"'],
		["half a threshold", { ...valid, maxLoginAttempts: 2.5 }, '"maxLoginAttempts"'],
		["no address", { ...valid, alertEmails: ["somebody"] }, '"alertEmails"'],
		["a local phone number", { ...valid, alertPhones: ["0151 123"] }, '"alertPhones"'],
		[
			"a replica outside isolated",
			{ ...valid, replicaBucketArn: "arn:aws:s3:::copy" },
			'"replicaBucketArn" is for',
		],
		["isolated without its replica", { ...valid, profile: "isolated" }, '"replicaBucketArn"'],
		["a list", [], "must be an object"],
		[
			"a sample address in production",
			{ ...valid, mode: "production", alertEmails: ["a@b.example"] },
			"sample",
		],
	] as const)("%s", (_, input, message) => {
		expect(() => parseConfig("mine", input)).toThrow(`config/mine.json: `);
		expect(() => parseConfig("mine", input)).toThrow(message);
	});

	test("a name that is no stage", () => {
		expect(() => parseConfig("../etc", valid)).toThrow("a stage's name");
	});
});

describe("the environment", () => {
	test("overrides a trial's settings", () => {
		const environment = {
			AUDIT_RETENTION_DAYS: "7",
			ALERT_THRESHOLD_SECONDS: "600",
			MAX_LOGIN_ATTEMPTS: "20",
		};
		expect(parseConfig("mine", valid, environment)).toMatchObject({
			retentionDays: 7,
			alertThresholdSeconds: 600,
			maxLoginAttempts: 20,
		});
	});
	test("is refused where it is no number", () => {
		expect(() => parseConfig("mine", valid, { MAX_LOGIN_ATTEMPTS: "many" })).toThrow("MAX_LOGIN_ATTEMPTS");
	});
	test("is refused in a production", () => {
		const production = { ...valid, mode: "production" };
		expect(() => parseConfig("mine", production, { MAX_LOGIN_ATTEMPTS: "20" })).toThrow("for trials only");
	});
});
