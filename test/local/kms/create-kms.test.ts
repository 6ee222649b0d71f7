import { readdirSync, statSync, writeFileSync } from "node:fs";
import {
	DecryptCommand,
	DescribeKeyCommand,
	EncryptCommand,
	GenerateDataKeyCommand,
	GetKeyRotationStatusCommand,
	ListAliasesCommand,
	ListResourceTagsCommand,
	PutKeyPolicyCommand,
	SignCommand,
} from "@aws-sdk/client-kms";
import { describe, expect, it } from "vitest";
import type { Caller } from "../../../local/service.ts";
import { account } from "../iam/decide.ts";
import { day, named, policy, root, vault } from "./vault.ts";

const Plaintext = new TextEncoder().encode("plain");
const roleArn = (name: string) => `arn:aws:iam::${account}:role/${name}`;
const denied = named("AccessDeniedException");
const code = (expected: string) => expect.objectContaining({ code: expected });

describe("who may use a key", () => {
	it("a role that its own policy allows, where the key's policy delegates to the account", async () => {
		const own = await vault();
		const { id: KeyId, arn } = await own.key("Envelope");
		const writer = await own.as("Writer", { Action: "kms:Encrypt", Resource: arn });
		const { CiphertextBlob } = await writer.send(new EncryptCommand({ KeyId, Plaintext }));
		await expect(writer.send(new DecryptCommand({ CiphertextBlob }))).rejects.toThrow(
			`User: arn:aws:sts::${account}:assumed-role/Writer/s1 is not authorized to perform: kms:Decrypt on resource: ${arn} because no identity-based policy allows the kms:Decrypt action`,
		);
	});

	it("nobody by own policies alone, where the key's policy names others", async () => {
		const own = await vault();
		const signer = await own.as("Signer");
		const other = await own.as("Other", { Action: "kms:*" });
		const { id: KeyId } = await own.key("Signing", {
			KeySpec: "ECC_NIST_EDWARDS25519",
			KeyUsage: "SIGN_VERIFY",
			KeyPolicy: policy(
				{ Principal: root, NotAction: "kms:Sign" },
				{
					Principal: { AWS: roleArn("Signer") },
					Action: "kms:Sign",
					Condition: {
						StringEquals: { "kms:SigningAlgorithm": "ED25519_SHA_512", "kms:MessageType": "RAW" },
					},
				},
			),
		});
		const sign = new SignCommand({ KeyId, Message: Plaintext, SigningAlgorithm: "ED25519_SHA_512" });
		expect((await signer.send(sign)).Signature).toHaveLength(64);
		await expect(other.send(sign)).rejects.toThrow(denied);
		await expect(own.kms.send(sign)).rejects.toThrow(denied);
	});

	it("only with the encryption context that the policy asks for", async () => {
		const own = await vault();
		const { id: KeyId } = await own.key("Envelope");
		const reader = await own.as("Reader", {
			Action: "kms:GenerateDataKey",
			Condition: {
				StringEquals: { "kms:EncryptionContext:Tenant": "acme" },
				"ForAllValues:StringEquals": { "kms:EncryptionContextKeys": ["tenant", "purpose"] },
			},
		});
		const draw = (EncryptionContext: Record<string, string>) =>
			reader.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256", EncryptionContext }));
		expect((await draw({ tenant: "acme", purpose: "p" })).Plaintext).toHaveLength(32);
		await expect(draw({ tenant: "rival" })).rejects.toThrow(denied);
		await expect(draw({ tenant: "acme", more: "x" })).rejects.toThrow(denied);
		await expect(draw({})).rejects.toThrow(denied);
	});

	it("no one learns a key's state who may not use it", async () => {
		const own = await vault();
		const { id: KeyId } = await own.key("Envelope", { Enabled: false });
		const nobody = await own.as("Nobody");
		await expect(nobody.send(new EncryptCommand({ KeyId, Plaintext }))).rejects.toThrow(denied);
		await expect(own.kms.send(new EncryptCommand({ KeyId, Plaintext }))).rejects.toThrow(
			named("DisabledException"),
		);
	});

	it("a policy that would lock its writer out, or names who does not exist, is refused", async () => {
		const own = await vault();
		const { id: KeyId } = await own.key("Envelope");
		const put = (document: object) =>
			own.kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify(document) }));
		await expect(put(policy({ Principal: root, Action: "kms:Decrypt" }))).rejects.toThrow(
			/will not allow you to update/,
		);
		await expect(
			put(
				policy(
					{ Principal: root, Action: "kms:*" },
					{ Principal: { AWS: roleArn("Ghost") }, Action: "kms:Sign" },
				),
			),
		).rejects.toThrow(/role\/Ghost does not exist/);
		await expect(
			put(policy({ Principal: root, Action: "kms:*", Condition: { IpAddress: { "aws:SourceIp": "::1" } } })),
		).rejects.toThrow(named("MalformedPolicyDocumentException"));
		await put(policy({ Principal: root, Action: ["kms:PutKeyPolicy", "kms:Encrypt"] }));
		await expect(own.kms.send(new DescribeKeyCommand({ KeyId }))).rejects.toThrow(denied);
	});
});

describe("a service's use of a key", () => {
	const sns: Caller = {
		kind: "service",
		service: "sns.amazonaws.com",
		sourceArn: `arn:aws:sns:us-east-1:${account}:Alerts`,
	};
	const session = (name: string): Caller => ({
		kind: "session",
		arn: `arn:aws:sts::${account}:assumed-role/${name}/s1`,
		roleArn: roleArn(name),
		tags: {},
	});

	it("is asked with the service that stands between", async () => {
		const own = await vault();
		await own.as("Reader", {
			Action: "kms:Decrypt",
			Condition: {
				StringEquals: { "kms:ViaService": "dynamodb.us-east-1.amazonaws.com" },
				Bool: { "aws:ViaAWSService": "true" },
			},
		});
		const { arn: keyArn } = await own.key("Tables");
		const use = async (via: string) =>
			own.own.context.links.useKey?.({ keyArn, action: "kms:Decrypt", caller: session("Reader"), via });
		await use("dynamodb");
		await use("dynamodb.us-east-1.amazonaws.com");
		await expect(use("s3")).rejects.toThrow(code("AccessDeniedException"));
	});

	it("lets a service in by the key's policy, for its source, and as long as the key is usable", async () => {
		const own = await vault();
		const { arn: keyArn, id } = await own.key("Alerts", {
			KeyPolicy: policy(
				{ Principal: root, Action: "kms:*" },
				{
					Principal: { Service: "sns.amazonaws.com" },
					Action: ["kms:Decrypt", "kms:GenerateDataKey"],
					Condition: { ArnLike: { "aws:SourceArn": `arn:aws:sns:*:${account}:*` } },
				},
			),
		});
		const use = async (caller: Caller) =>
			own.own.context.links.useKey?.({ keyArn, action: "kms:GenerateDataKey", caller, via: "sqs" });
		await use(sns);
		await expect(use({ ...sns, sourceArn: "arn:aws:sns:us-east-1:111111111111:Other" })).rejects.toThrow(
			code("AccessDeniedException"),
		);
		await expect(use({ kind: "service", service: "s3.amazonaws.com" })).rejects.toThrow(
			code("AccessDeniedException"),
		);
		own.own.context.faults.plant({ name: "key-disabled", target: "kms:GenerateDataKey" });
		await expect(use(sns)).rejects.toThrow(code("DisabledException"));
		await use(sns);
		await own.own.remove("AWS::KMS::Key", id);
		await expect(use(sns)).rejects.toThrow(code("KMSInvalidStateException"));
	});
});

describe("keys from templates", () => {
	it("are made once, changed in place, and retired with the days that they ask for", async () => {
		const own = await vault();
		const tags = { Tags: [{ Key: "purpose", Value: "tables" }] };
		const { id, arn } = await own.key("Tables", { EnableKeyRotation: true, Description: "one", ...tags });
		expect(arn).toBe(`arn:aws:kms:us-east-1:${account}:key/${id}`);
		expect(
			await own.key("Tables", { EnableKeyRotation: true, Description: "two", PendingWindowInDays: 7 }),
		).toEqual({ id, arn });
		const describe = async () => (await own.kms.send(new DescribeKeyCommand({ KeyId: id }))).KeyMetadata;
		expect(await describe()).toMatchObject({ Description: "two", KeyState: "Enabled" });
		expect(await own.kms.send(new GetKeyRotationStatusCommand({ KeyId: id }))).toMatchObject({
			KeyRotationEnabled: true,
			RotationPeriodInDays: 365,
		});
		expect((await own.kms.send(new ListResourceTagsCommand({ KeyId: id }))).Tags).toEqual([]);
		await own.own.remove("AWS::KMS::Key", id);
		await own.own.remove("AWS::KMS::Key", id);
		const gone = await describe();
		const days = ((gone?.DeletionDate?.getTime() ?? 0) - own.own.context.clock.now()) / day;
		expect(days).toBeGreaterThan(6.9);
		expect(days).toBeLessThanOrEqual(7);
		expect((await own.key("Tables")).id).not.toBe(id);
	});

	it.each<[string, Record<string, unknown>, RegExp]>([
		["several Regions", { MultiRegion: true }, /MultiRegion/],
		["an origin elsewhere", { Origin: "EXTERNAL" }, /EXTERNAL is not honoured/],
		["a spec that is not simulated", { KeySpec: "RSA_4096", KeyUsage: "SIGN_VERIFY" }, /RSA_4096/],
		[
			"rotation of a signing key",
			{ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY", EnableKeyRotation: true },
			/cannot be rotated/,
		],
		["a rotation period without rotation", { RotationPeriodInDays: 100 }, /EnableKeyRotation/],
		["a period that KMS does not take", { EnableKeyRotation: true, RotationPeriodInDays: 30 }, /90 to 2560/],
		["a property that does not exist", { Colour: "blue" }, /Colour is not honoured/],
		["no policy", { KeyPolicy: undefined }, /needs KeyPolicy/],
	])("%s is refused", async (_what, properties, reason) => {
		const own = await vault();
		await expect(own.key("X", properties)).rejects.toThrow(reason);
	});

	it("a key's spec cannot change", async () => {
		const own = await vault();
		await own.key("Signing");
		await expect(own.key("Signing", { KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" })).rejects.toThrow(
			/another logical id/,
		);
	});

	it("an alias belongs to its resource", async () => {
		const own = await vault();
		const { id } = await own.key("Envelope");
		const properties = { AliasName: "alias/envelope", TargetKeyId: id };
		const alias = (logicalId: string) => own.own.make("AWS::KMS::Alias", logicalId, properties);
		expect((await alias("Alias")).physicalId).toBe("alias/envelope");
		expect((await alias("Alias")).physicalId).toBe("alias/envelope");
		await expect(alias("Thief")).rejects.toThrow(/already exists/);
		await own.own.remove("AWS::KMS::Alias", "alias/envelope");
		expect((await own.kms.send(new ListAliasesCommand({}))).Aliases).toEqual([]);
	});
});

describe("material and faults", () => {
	it("material lies in files of its own that only their owner reads, and is gone when the key is", async () => {
		const own = await vault();
		const { id } = await own.key("Envelope");
		const { directory, clock } = own.own.context;
		const files = () => readdirSync(`${directory}/kms`);
		expect(files()).toEqual([`${id}.json`]);
		expect(statSync(`${directory}/kms/${id}.json`).mode & 0o777).toBe(0o600);
		await own.own.remove("AWS::KMS::Key", id);
		clock.move(30 * day);
		await own.kms.send(new ListAliasesCommand({}));
		expect(files()).toEqual([]);
	});

	it("material that a cut left without its record is destroyed at the next start", async () => {
		const own = await vault();
		const { directory } = own.own.context;
		writeFileSync(`${directory}/kms/11111111-2222-3333-4444-555555555555.json`, "{}");
		await vault(own.own.context);
		expect(readdirSync(`${directory}/kms`)).toEqual([]);
	});

	it("a planted throttle or disabled key strikes as often as it was planted", async () => {
		const own = await vault();
		const { id: KeyId } = await own.key("Envelope");
		const encrypt = () => own.kms.send(new EncryptCommand({ KeyId, Plaintext }));
		own.own.context.faults.plant({ name: "throttle", target: "kms:Encrypt" });
		own.own.context.faults.plant({ name: "key-disabled", target: "kms:*", after: 1 });
		await expect(encrypt()).rejects.toThrow(named("ThrottlingException"));
		await encrypt();
		await expect(encrypt()).rejects.toThrow(named("DisabledException"));
		await encrypt();
	});
});
