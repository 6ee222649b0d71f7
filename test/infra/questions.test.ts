import { describe, expect, test } from "vitest";
import { variant } from "../../checks/variants.ts";
import { Account } from "./account.ts";

const { config, templates } = variant("small", "production");
const account = new Account(templates, config.stage);
const table = (name: string) => account.physical.arn("AWS::DynamoDB::GlobalTable", `Tables${name}`);
const bucket = (name: string) => account.physical.arn("AWS::S3::Bucket", name);
const key = (name: string) => account.physical.arn("AWS::KMS::Key", name);
const queue = (name: string) => account.physical.arn("AWS::SQS::Queue", name);
const context = (tenant: string, purpose: string) => ({
	"kms:EncryptionContext:tenant": tenant,
	"kms:EncryptionContext:purpose": purpose,
});
const keyed = (...keys: string[]) => ({ "dynamodb:LeadingKeys": keys });

interface Question {
	role: string;
	action: string;
	resource: string;
	given?: Record<string, string | string[]>;
}
const ask = (role: string, action: string, resource: string, given?: Question["given"]): Question => ({
	role,
	action,
	resource,
	...(given ? { given } : {}),
});

const allowed: Question[] = [
	ask("IngestRole", "dynamodb:PutItem", table("Ledger")),
	ask("IngestRole", "kms:GenerateDataKey", key("EnvelopeKey"), context("acme", "events")),
	ask("AuthorizeRole", "kms:Decrypt", key("EnvelopeKey"), context("system", "credentials")),
	ask("ManageRole", "kms:Encrypt", key("AlertsKey"), context("acme", "channel")),
	ask("NotifyRole", "kms:Decrypt", key("AlertsKey"), context("acme", "channel")),
	ask("AssessRole", "s3:PutObject", `${bucket("Reports")}/acme/r1/report.json`),
	ask("ManageRole", "sqs:SendMessage", queue("AssessQueue")),
	ask("VerifyRole", "s3:ListBucketVersions", bucket("Reports")),
];

const denied: Question[] = [
	ask("IngestRole", "dynamodb:DeleteItem", table("Ledger")),
	ask("IngestRole", "dynamodb:UpdateItem", table("Ledger")),
	ask("IngestRole", "kms:Decrypt", key("EnvelopeKey")),
	ask("IngestRole", "kms:Decrypt", key("EnvelopeKey"), { "kms:EncryptionContext:tenant": "acme" }),
	ask("IngestRole", "kms:Decrypt", key("TablesKey")),
	ask("AuthorizeRole", "kms:Decrypt", key("EnvelopeKey"), context("acme", "events")),
	ask("AuthorizeRole", "kms:Decrypt", key("EnvelopeKey"), context("system", "events")),
	ask("AuthorizeRole", "dynamodb:PutItem", table("Credentials")),
	ask("ManageRole", "dynamodb:GetItem", table("Ledger")),
	ask("ManageRole", "kms:Decrypt", key("AlertsKey"), context("acme", "channel")),
	ask("ManageRole", "kms:Decrypt", key("EnvelopeKey"), context("acme", "events")),
	ask("NotifyRole", "dynamodb:GetItem", table("Ledger")),
	ask("NotifyRole", "dynamodb:GetItem", table("Keys")),
	ask("HealthRole", "dynamodb:GetItem", table("Ledger")),
	ask("HealthRole", "kms:Decrypt", key("EnvelopeKey"), context("acme", "events")),
	ask("QueryRole", "dynamodb:Query", table("Ledger"), keyed("acme#0")),
	ask("DetectRole", "dynamodb:PutItem", table("Ledger")),
	ask("IndexRole", "dynamodb:DeleteItem", table("Ledger")),
	ask("AssessRole", "s3:DeleteObject", `${bucket("Reports")}/acme/r1/report.json`),
	ask("AssessRole", "kms:Sign", key("SigningKey")),
	ask("VerifyRole", "s3:PutObject", `${bucket("Reports")}/acme/r1/report.json`),
];

describe("roles", () => {
	test.each(allowed)("$role may $action on $resource", ({ role, action, resource, given }) => {
		expect(account.role(role).may(action, resource, given)).toBe(true);
	});
	test.each(denied)("$role may not $action on $resource", ({ role, action, resource, given }) => {
		expect(account.role(role).may(action, resource, given)).toBe(false);
	});
});

describe("a read session", () => {
	const session = account.role("QuerySessionRole", { tenant: "acme" });
	const untagged = account.role("QuerySessionRole");

	test("reads its tenant's items, lanes and reports, and opens its tenant's keys", () => {
		expect(session.may("dynamodb:Query", table("Ledger"), keyed("acme#7"))).toBe(true);
		expect(session.may("dynamodb:GetItem", table("Incidents"), keyed("acme"))).toBe(true);
		expect(session.may("dynamodb:BatchGetItem", table("Ledger"), keyed("acme#1", "acme#2"))).toBe(true);
		expect(session.may("kms:Decrypt", key("EnvelopeKey"), context("acme", "events"))).toBe(true);
		expect(session.may("s3:GetObject", `${bucket("Reports")}/acme/r1`)).toBe(true);
	});

	test("reads nothing of another tenant, not even of one whose name begins the same", () => {
		expect(session.may("dynamodb:Query", table("Ledger"), keyed("other#7"))).toBe(false);
		expect(session.may("dynamodb:Query", table("Ledger"), keyed("acme2#7"))).toBe(false);
		expect(session.may("dynamodb:GetItem", table("Incidents"), keyed("acme-2"))).toBe(false);
		expect(session.may("dynamodb:BatchGetItem", table("Ledger"), keyed("acme#1", "other#2"))).toBe(false);
		expect(session.may("kms:Decrypt", key("EnvelopeKey"), context("other", "events"))).toBe(false);
		expect(session.may("s3:GetObject", `${bucket("Reports")}/acme2/r1`)).toBe(false);
	});

	test("reads nothing without a key, scans nothing, writes nothing", () => {
		expect(session.may("dynamodb:Query", table("Ledger"))).toBe(false);
		expect(session.may("dynamodb:Scan", table("Ledger"), keyed("acme#7"))).toBe(false);
		expect(session.may("dynamodb:PutItem", table("Incidents"), keyed("acme"))).toBe(false);
		expect(session.may("kms:GenerateDataKey", key("EnvelopeKey"), context("acme", "events"))).toBe(false);
	});

	test("without the tag is nothing", () => {
		expect(untagged.may("dynamodb:Query", table("Ledger"), keyed("acme#7"))).toBe(false);
		expect(untagged.may("kms:Decrypt", key("EnvelopeKey"), context("acme", "events"))).toBe(false);
		expect(untagged.may("s3:GetObject", `${bucket("Reports")}/acme/r1`)).toBe(false);
	});

	test("is given to query alone, and only with the one tag", () => {
		const role = session.arn;
		const tagged = { "aws:RequestTag/tenant": "acme", "aws:TagKeys": ["tenant"] };
		expect(account.role("QueryRole").may("sts:AssumeRole", role, tagged)).toBe(true);
		expect(account.role("QueryRole").may("sts:TagSession", role, tagged)).toBe(true);
		expect(account.role("QueryRole").may("sts:AssumeRole", role)).toBe(false);
		expect(
			account
				.role("QueryRole")
				.may("sts:AssumeRole", role, { ...tagged, "aws:TagKeys": ["tenant", "admin"] }),
		).toBe(false);
		expect(account.role("ManageRole").may("sts:AssumeRole", role, tagged)).toBe(false);
	});
});

describe("keys of stores", () => {
	test("serve our roles through the store's service only", () => {
		expect(account.role("IngestRole").mayThrough("dynamodb", "kms:Decrypt", key("TablesKey"))).toBe(true);
		expect(account.role("IngestRole").mayThrough("s3", "kms:Decrypt", key("TablesKey"))).toBe(false);
		expect(account.role("IngestRole").mayThrough("dynamodb", "kms:Decrypt", key("EnvelopeKey"))).toBe(false);
	});
});

describe("the report bucket of a production", () => {
	test("denies deletes and calls without TLS, whoever asks", () => {
		const object = `${bucket("Reports")}/acme/r1`;
		const anybody = account.service("backup.amazonaws.com");
		expect(anybody.may("s3:DeleteObject", object)).toBe(false);
		expect(account.role("AssessRole").may("s3:GetObject", object)).toBe(true);
		expect(account.role("AssessRole").may("s3:GetObject", object, { "aws:SecureTransport": "false" })).toBe(
			false,
		);
	});
});
