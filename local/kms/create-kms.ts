import type { Identities } from "../iam/identities.ts";
import { Members } from "../members.ts";
import type { AwsRequest, AwsResponse, LocalContext, Service } from "../service.ts";
import { strike } from "../strike.ts";
import { aliasResource } from "./alias-resource.ts";
import { createAlias, deleteAlias, listAliases, updateAlias } from "./aliases.ts";
import { createKey, describeKey, listKeys, listResourceTags } from "./create-key.ts";
import { decrypt } from "./decrypt.ts";
import { encrypt } from "./encrypt.ts";
import { generateDataKey, generateDataKeyWithoutPlaintext, generateRandom } from "./generate-data-key.ts";
import { getKeyPolicy, putKeyPolicy } from "./key-policy.ts";
import { keyResource } from "./key-resource.ts";
import { cancelKeyDeletion, disableKey, enableKey, scheduleKeyDeletion } from "./key-state.ts";
import { Keys } from "./keys.ts";
import { generateMac, verifyMac } from "./mac.ts";
import type { Operation, Vault } from "./operation.ts";
import { reEncrypt } from "./re-encrypt.ts";
import { refuse } from "./refuse.ts";
import {
	disableKeyRotation,
	enableKeyRotation,
	getKeyRotationStatus,
	rotateKeyOnDemand,
} from "./rotation.ts";
import { getPublicKey, sign, verify } from "./sign.ts";
import { useKey } from "./use-key.ts";

const operations: Readonly<Record<string, Operation>> = {
	CancelKeyDeletion: cancelKeyDeletion,
	CreateAlias: createAlias,
	CreateKey: createKey,
	Decrypt: decrypt,
	DeleteAlias: deleteAlias,
	DescribeKey: describeKey,
	DisableKey: disableKey,
	DisableKeyRotation: disableKeyRotation,
	EnableKey: enableKey,
	EnableKeyRotation: enableKeyRotation,
	Encrypt: encrypt,
	GenerateDataKey: generateDataKey,
	GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext,
	GenerateMac: generateMac,
	GenerateRandom: generateRandom,
	GetKeyPolicy: getKeyPolicy,
	GetKeyRotationStatus: getKeyRotationStatus,
	GetPublicKey: getPublicKey,
	ListAliases: listAliases,
	ListKeys: listKeys,
	ListResourceTags: listResourceTags,
	PutKeyPolicy: putKeyPolicy,
	ReEncrypt: reEncrypt,
	RotateKeyOnDemand: rotateKeyOnDemand,
	ScheduleKeyDeletion: scheduleKeyDeletion,
	Sign: sign,
	UpdateAlias: updateAlias,
	Verify: verify,
	VerifyMac: verifyMac,
};

/** Keys of the local cloud: KMS by its JSON 1.1 protocol, and the edge by which other services use keys. */
export async function createKms(context: LocalContext, identities: Identities): Promise<Service> {
	const vault: Vault = { context, identities, keys: await Keys.open(context) };
	context.links.useKey = useKey(vault);
	return {
		names: ["kms"],
		handle: (request) => handle(vault, request),
		resources: [keyResource(vault), aliasResource(vault)],
	};
}

async function handle(vault: Vault, request: AwsRequest): Promise<AwsResponse> {
	const name = request.operation ?? "";
	const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
	if (!operation || !request.target?.startsWith("TrentService."))
		throw refuse.unsupported(
			`kms:${name} is not simulated; the local cloud answers ${Object.keys(operations).join(", ")}`,
		);
	await strike(vault.context, "kms", name);
	await vault.keys.destroyDue();
	const input = new Members(parse(request.body), name, refuse.validation);
	const output = await operation(vault, { operation: name, input, caller: request.caller });
	return {
		status: 200,
		headers: { "content-type": "application/x-amz-json-1.1" },
		body: JSON.stringify(output),
	};
}

function parse(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString("utf8"));
	} catch {
		throw refuse.validation("the request's body is not JSON");
	}
}
