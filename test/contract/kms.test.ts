import { createPublicKey, verify as verifySignature } from "node:crypto";
import {
	CancelKeyDeletionCommand,
	CreateAliasCommand,
	CreateKeyCommand,
	DecryptCommand,
	DeleteAliasCommand,
	DescribeKeyCommand,
	DisableKeyCommand,
	EnableKeyCommand,
	EnableKeyRotationCommand,
	EncryptCommand,
	GenerateDataKeyCommand,
	GenerateDataKeyPairCommand,
	GenerateDataKeyWithoutPlaintextCommand,
	GenerateMacCommand,
	GenerateRandomCommand,
	GetKeyPolicyCommand,
	GetKeyRotationStatusCommand,
	GetPublicKeyCommand,
	type KeySpec,
	ListAliasesCommand,
	ListKeysCommand,
	ListResourceTagsCommand,
	ReEncryptCommand,
	RotateKeyOnDemandCommand,
	ScheduleKeyDeletionCommand,
	SignCommand,
	UpdateAliasCommand,
	VerifyCommand,
	VerifyMacCommand,
} from "@aws-sdk/client-kms";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { day, named, type Vault, vault } from "../local/kms/vault.ts";

const text = (value: string) => new TextEncoder().encode(value);
const EncryptionContext = { tenant: "acme", purpose: "segments" };

async function sealed(own: Vault, KeyId: string, Plaintext = text("plain")) {
	const { CiphertextBlob } = await own.kms.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext }));
	return CiphertextBlob ?? new Uint8Array();
}

const opened = async (own: Vault, CiphertextBlob: Uint8Array, more: object = {}) =>
	Buffer.from(
		(await own.kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext, ...more }))).Plaintext ?? [],
	).toString();

const signer = async (own: Vault, KeySpec: KeySpec) => {
	const { KeyMetadata } = await own.kms.send(new CreateKeyCommand({ KeySpec, KeyUsage: "SIGN_VERIFY" }));
	return KeyMetadata?.KeyId ?? "";
};

describe("symmetric keys, as the KMS client meets them", () => {
	it("open what they sealed, named by id, ARN, alias or not at all", async () => {
		const own = await vault();
		const { id, arn } = await own.key("Envelope");
		await own.kms.send(new CreateAliasCommand({ AliasName: "alias/envelope", TargetKeyId: id }));
		for (const KeyId of [id, arn, "alias/envelope", arn.replace(`key/${id}`, "alias/envelope")]) {
			const reply = await own.kms.send(
				new EncryptCommand({ KeyId, Plaintext: text("plain"), EncryptionContext }),
			);
			expect(reply).toMatchObject({ KeyId: arn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" });
			const blob = reply.CiphertextBlob ?? new Uint8Array();
			expect(await opened(own, blob)).toBe("plain");
			expect(await opened(own, blob, { KeyId })).toBe("plain");
		}
	});

	it("open nothing else: no other context, no changed byte, no other key's blob", async () => {
		const own = await vault();
		const { id } = await own.key("Envelope");
		const other = await own.key("Other");
		const blob = await sealed(own, id);
		for (const context of [
			{},
			{ tenant: "acme" },
			{ ...EncryptionContext, tenant: "rival" },
			{ ...EncryptionContext, more: "" },
		])
			await expect(opened(own, blob, { EncryptionContext: context })).rejects.toThrow(
				named("InvalidCiphertextException"),
			);
		await expect(opened(own, blob, { KeyId: other.id })).rejects.toThrow(named("IncorrectKeyException"));
		await expect(opened(own, text("no ciphertext"))).rejects.toThrow(named("InvalidCiphertextException"));
		for (let at = 0; at < blob.length; at += 7) {
			const changed = blob.slice();
			changed[at] = (changed[at] ?? 0) ^ 1;
			await expect(opened(own, changed)).rejects.toThrow(named("InvalidCiphertextException"));
		}
	});

	it("a ciphertext opens with its context in any order, and with no other pairs", async () => {
		const own = await vault();
		const { id: KeyId } = await own.key("Envelope");
		const name = fc.string({ unit: fc.constantFrom("a", "b", "é", "\u0000"), minLength: 1, maxLength: 3 });
		const context = fc.dictionary(name, name, { maxKeys: 3 });
		await fc.assert(
			fc.asyncProperty(context, context, async (one, two) => {
				const Plaintext = text("x");
				const { CiphertextBlob } = await own.kms.send(
					new EncryptCommand({ KeyId, Plaintext, EncryptionContext: one }),
				);
				const open = (pairs: object) =>
					opened(own, CiphertextBlob ?? new Uint8Array(), { EncryptionContext: pairs });
				expect(await open(Object.fromEntries(Object.entries(one).reverse()))).toBe("x");
				const same =
					JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(two).sort());
				if (!same) await expect(open(two)).rejects.toThrow(named("InvalidCiphertextException"));
			}),
			{ numRuns: 30 },
		);
	});

	it("data keys come in the size asked for and open again", async () => {
		const own = await vault();
		const { id: KeyId, arn } = await own.key("Envelope");
		const found = await own.kms.send(
			new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256", EncryptionContext }),
		);
		expect(found.KeyId).toBe(arn);
		expect(found.Plaintext).toHaveLength(32);
		const { Plaintext } = await own.kms.send(
			new DecryptCommand({ CiphertextBlob: found.CiphertextBlob ?? text(""), EncryptionContext }),
		);
		expect(Plaintext).toEqual(found.Plaintext);
		const hidden = await own.kms.send(
			new GenerateDataKeyWithoutPlaintextCommand({ KeyId, NumberOfBytes: 17 }),
		);
		expect(hidden).not.toHaveProperty("Plaintext");
		const revealed = await own.kms.send(
			new DecryptCommand({ CiphertextBlob: hidden.CiphertextBlob ?? text("") }),
		);
		expect(revealed.Plaintext).toHaveLength(17);
		const both = new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_128", NumberOfBytes: 16 });
		await expect(own.kms.send(both)).rejects.toThrow(named("ValidationException"));
		const random = await own.kms.send(new GenerateRandomCommand({ NumberOfBytes: 24 }));
		expect(random.Plaintext).toHaveLength(24);
	});

	it("a ciphertext moves to another key and context without being seen", async () => {
		const own = await vault();
		const { id } = await own.key("Envelope");
		const other = await own.key("Other");
		const moved = await own.kms.send(
			new ReEncryptCommand({
				CiphertextBlob: await sealed(own, id),
				SourceEncryptionContext: EncryptionContext,
				DestinationKeyId: other.id,
				DestinationEncryptionContext: { tenant: "other" },
			}),
		);
		expect(moved.KeyId).toBe(other.arn);
		const context = { EncryptionContext: { tenant: "other" }, KeyId: other.id };
		expect(await opened(own, moved.CiphertextBlob ?? text(""), context)).toBe("plain");
	});

	it("rotation, on demand or by the clock, keeps old ciphertexts open", async () => {
		const own = await vault();
		const { id: KeyId } = await own.key("Envelope");
		const blobs = [await sealed(own, KeyId)];
		await own.kms.send(new RotateKeyOnDemandCommand({ KeyId }));
		blobs.push(await sealed(own, KeyId));
		await own.kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
		own.own.context.clock.move(200 * day);
		const renewed = await vault(own.own.context);
		blobs.push(await sealed(renewed, KeyId));
		const version = (blob: Uint8Array) => Buffer.from(blob).readUInt32BE(17);
		expect(blobs.map(version)).toEqual([0, 1, 2]);
		for (const blob of blobs) expect(await opened(renewed, blob)).toBe("plain");
		const status = await renewed.kms.send(new GetKeyRotationStatusCommand({ KeyId }));
		expect(status).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 });
		const next = (status.NextRotationDate?.getTime() ?? 0) - own.own.context.clock.now();
		expect(next).toBeGreaterThan(0);
		expect(next).toBeLessThanOrEqual(90 * day);
	});

	it("texts of over 4,096 bytes are refused", async () => {
		const own = await vault();
		const { id } = await own.key("Envelope");
		expect((await sealed(own, id, new Uint8Array(4096))).length).toBeGreaterThan(4096);
		await expect(sealed(own, id, new Uint8Array(4097))).rejects.toThrow(named("ValidationException"));
	});
});

describe("signing keys", () => {
	it("Ed25519: 64 raw bytes that anyone can check with the 44-byte public key", async () => {
		const own = await vault();
		const KeyId = await signer(own, "ECC_NIST_EDWARDS25519");
		const Message = text("audit.example/log\n1\nroot\n");
		const SigningAlgorithm = "ED25519_SHA_512";
		const signed = await own.kms.send(
			new SignCommand({ KeyId, Message, SigningAlgorithm, MessageType: "RAW" }),
		);
		const Signature = signed.Signature ?? text("");
		expect(Signature).toHaveLength(64);
		const { PublicKey, SigningAlgorithms } = await own.kms.send(new GetPublicKeyCommand({ KeyId }));
		expect(PublicKey).toHaveLength(44);
		expect(SigningAlgorithms).toEqual([SigningAlgorithm]);
		const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), type: "spki", format: "der" });
		expect(publicKey.asymmetricKeyType).toBe("ed25519");
		expect(verifySignature(null, Message, publicKey, Signature)).toBe(true);
		const verify = (message: Uint8Array) =>
			own.kms.send(new VerifyCommand({ KeyId, Message: message, SigningAlgorithm, Signature }));
		expect((await verify(Message)).SignatureValid).toBe(true);
		await expect(verify(text("another"))).rejects.toThrow(named("KMSInvalidSignatureException"));
	});

	it("P-256: DER signatures over SHA-256", async () => {
		const own = await vault();
		const KeyId = await signer(own, "ECC_NIST_P256");
		const Message = text("message");
		const { Signature } = await own.kms.send(
			new SignCommand({ KeyId, Message, SigningAlgorithm: "ECDSA_SHA_256" }),
		);
		const { PublicKey } = await own.kms.send(new GetPublicKeyCommand({ KeyId }));
		const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), type: "spki", format: "der" });
		expect(verifySignature("sha256", Message, publicKey, Signature ?? text(""))).toBe(true);
	});

	it("refuse digests, the prehashed variant, messages over 4,096 bytes, and keys of another use", async () => {
		const own = await vault();
		const KeyId = await signer(own, "ECC_NIST_EDWARDS25519");
		const { id } = await own.key("Envelope");
		const sign = (more: object) =>
			own.kms.send(
				new SignCommand({ KeyId, Message: text("m"), SigningAlgorithm: "ED25519_SHA_512", ...more }),
			);
		await expect(sign({ MessageType: "DIGEST" })).rejects.toThrow(named("ValidationException"));
		await expect(sign({ SigningAlgorithm: "ED25519_PH_SHA_512" })).rejects.toThrow(
			named("InvalidKeyUsageException"),
		);
		await expect(sign({ Message: new Uint8Array(4097) })).rejects.toThrow(named("ValidationException"));
		await expect(sign({ KeyId: id })).rejects.toThrow(named("InvalidKeyUsageException"));
		await expect(sealed(own, KeyId)).rejects.toThrow(named("InvalidKeyUsageException"));
		await expect(own.kms.send(new GetPublicKeyCommand({ KeyId: id }))).rejects.toThrow(
			named("UnsupportedOperationException"),
		);
		await expect(own.kms.send(new EnableKeyRotationCommand({ KeyId }))).rejects.toThrow(
			named("UnsupportedOperationException"),
		);
	});

	it("sign with the same key after a restart", async () => {
		const own = await vault();
		const KeyId = await signer(own, "ECC_NIST_EDWARDS25519");
		const publicKey = async (from: Vault) =>
			(await from.kms.send(new GetPublicKeyCommand({ KeyId }))).PublicKey;
		expect(await publicKey(await vault(own.own.context))).toEqual(await publicKey(own));
	});
});

describe("message authentication keys", () => {
	it.each([
		["HMAC_256", "HMAC_SHA_256", 32],
		["HMAC_512", "HMAC_SHA_512", 64],
	] as const)("%s", async (KeySpec, MacAlgorithm, length) => {
		const own = await vault();
		const made = await own.kms.send(new CreateKeyCommand({ KeySpec, KeyUsage: "GENERATE_VERIFY_MAC" }));
		const call = { KeyId: made.KeyMetadata?.KeyId, MacAlgorithm, Message: text("m") };
		const { Mac } = await own.kms.send(new GenerateMacCommand(call));
		expect(Mac).toHaveLength(length);
		expect((await own.kms.send(new VerifyMacCommand({ ...call, Mac }))).MacValid).toBe(true);
		const other = new VerifyMacCommand({ ...call, Message: text("n"), Mac });
		await expect(own.kms.send(other)).rejects.toThrow(named("KMSInvalidMacException"));
	});
});

describe("a key's life", () => {
	it("disabled it is refused, enabled it serves again", async () => {
		const own = await vault();
		const { id: KeyId } = await own.key("Envelope");
		const blob = await sealed(own, KeyId);
		await own.kms.send(new DisableKeyCommand({ KeyId }));
		await expect(opened(own, blob)).rejects.toThrow(named("DisabledException"));
		const { KeyMetadata } = await own.kms.send(new DescribeKeyCommand({ KeyId }));
		expect(KeyMetadata).toMatchObject({ KeyState: "Disabled", Enabled: false });
		await own.kms.send(new EnableKeyCommand({ KeyId }));
		expect(await opened(own, blob)).toBe("plain");
	});

	it("waits its days before it dies, may be saved until then, and leaves nothing behind", async () => {
		const own = await vault();
		const { id: KeyId } = await own.key("Envelope");
		const blob = await sealed(own, KeyId);
		const schedule = () => own.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
		expect((await schedule()).KeyState).toBe("PendingDeletion");
		await expect(opened(own, blob)).rejects.toThrow(named("KMSInvalidStateException"));
		await expect(schedule()).rejects.toThrow(named("KMSInvalidStateException"));
		await expect(own.kms.send(new EnableKeyCommand({ KeyId }))).rejects.toThrow(
			named("KMSInvalidStateException"),
		);
		await own.kms.send(new CancelKeyDeletionCommand({ KeyId }));
		await expect(opened(own, blob)).rejects.toThrow(named("DisabledException"));
		await own.kms.send(new EnableKeyCommand({ KeyId }));
		expect(await opened(own, blob)).toBe("plain");
		await schedule();
		own.own.context.clock.move(7 * day);
		// The request's clock is the machine's, so only the cloud's time has passed.
		await expect(own.kms.send(new DescribeKeyCommand({ KeyId }))).rejects.toThrow(named("NotFoundException"));
		await expect(opened(own, blob)).rejects.toThrow(named("InvalidCiphertextException"));
		const { Keys } = await own.kms.send(new ListKeysCommand({}));
		expect(Keys).toEqual([]);
	});

	it("aliases move between keys of one use, and are refused twice or in AWS's own space", async () => {
		const own = await vault();
		const { id: first } = await own.key("First");
		const { id: second } = await own.key("Second");
		const AliasName = "alias/current";
		const create = (TargetKeyId: string, name = AliasName) =>
			own.kms.send(new CreateAliasCommand({ AliasName: name, TargetKeyId }));
		await create(first);
		await expect(create(second)).rejects.toThrow(named("AlreadyExistsException"));
		await expect(create(first, "alias/aws/mine")).rejects.toThrow(named("InvalidAliasNameException"));
		await own.kms.send(new UpdateAliasCommand({ AliasName, TargetKeyId: second }));
		const { Aliases } = await own.kms.send(new ListAliasesCommand({ KeyId: second }));
		expect(Aliases?.map((alias) => alias.AliasName)).toEqual([AliasName]);
		const TargetKeyId = await signer(own, "ECC_NIST_P256");
		await expect(own.kms.send(new UpdateAliasCommand({ AliasName, TargetKeyId }))).rejects.toThrow(
			named("ValidationException"),
		);
		await own.kms.send(new DeleteAliasCommand({ AliasName }));
		await expect(sealed(own, AliasName)).rejects.toThrow(named("NotFoundException"));
	});

	it("keys are listed in pages, and described with their tags and policy", async () => {
		const own = await vault();
		for (const name of ["A", "B", "C"]) await own.key(name);
		const first = await own.kms.send(new ListKeysCommand({ Limit: 2 }));
		expect(first).toMatchObject({ Truncated: true });
		const rest = await own.kms.send(new ListKeysCommand({ Limit: 2, Marker: first.NextMarker }));
		expect(rest).toMatchObject({ Truncated: false });
		expect(new Set([...(first.Keys ?? []), ...(rest.Keys ?? [])].map((key) => key.KeyId)).size).toBe(3);
		const Tags = [{ TagKey: "purpose", TagValue: "test" }];
		const { KeyMetadata } = await own.kms.send(new CreateKeyCommand({ Tags, Description: "mine" }));
		const KeyId = KeyMetadata?.KeyId;
		expect(KeyMetadata).toMatchObject({
			KeySpec: "SYMMETRIC_DEFAULT",
			KeyManager: "CUSTOMER",
			Description: "mine",
		});
		expect((await own.kms.send(new ListResourceTagsCommand({ KeyId }))).Tags).toEqual(Tags);
		const { Policy } = await own.kms.send(new GetKeyPolicyCommand({ KeyId }));
		expect(JSON.parse(Policy ?? "")).toHaveProperty("Statement");
	});

	it("refuses by name what is not simulated", async () => {
		const own = await vault();
		const { id: KeyId } = await own.key("Envelope");
		await expect(
			own.kms.send(new GenerateDataKeyPairCommand({ KeyId, KeyPairSpec: "RSA_2048" })),
		).rejects.toThrow(/GenerateDataKeyPair is not simulated/);
		await expect(own.kms.send(new CreateKeyCommand({ MultiRegion: true }))).rejects.toThrow(/multi-Region/);
		await expect(
			own.kms.send(new CreateKeyCommand({ KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" })),
		).rejects.toThrow(/RSA_2048 is not honoured/);
		await expect(own.kms.send(new CreateKeyCommand({ KeySpec: "ECC_NIST_EDWARDS25519" }))).rejects.toThrow(
			/KeyUsage/,
		);
		await expect(
			own.kms.send(new EncryptCommand({ KeyId, Plaintext: text("x"), DryRun: true })),
		).rejects.toThrow(/DryRun/);
		await expect(
			own.kms.send(new EncryptCommand({ KeyId, Plaintext: text("x"), GrantTokens: ["t"] })),
		).rejects.toThrow(/grants/);
		await expect(
			own.kms.send(new DescribeKeyCommand({ KeyId: "11111111-2222-3333-4444-555555555555" })),
		).rejects.toThrow(named("NotFoundException"));
	});
});
