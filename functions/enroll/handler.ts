import { randomBytes } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { apiKeys } from "../../stores/api-keys.ts";
import { credentialStore } from "../../stores/credentials.ts";
import { keyRegister } from "../../stores/key-register.ts";
import { keyring } from "../../stores/keyring.ts";
import { pepper } from "../../stores/pepper.ts";
import { tenantStore } from "../../stores/tenants.ts";
import { systemClock } from "../edge/clock.ts";
import { environment, text } from "../edge/environment.ts";
import { failure } from "../edge/failure.ts";
import { describeError, log } from "../edge/log.ts";
import { type Enrolled, enroll } from "./enroll.ts";

const { TENANTS_TABLE, CREDENTIALS_TABLE, KEYS_TABLE, ENVELOPE_KEY } = environment({
	TENANTS_TABLE: text,
	CREDENTIALS_TABLE: text,
	KEYS_TABLE: text,
	ENVELOPE_KEY: text,
});
const dynamodb = new DynamoDBClient();
const kms = new KMSClient();
const { now } = systemClock;
const credentials = credentialStore(dynamodb, CREDENTIALS_TABLE);
const tenantKeys = keyring({ dynamodb, kms, table: KEYS_TABLE, envelopeKey: ENVELOPE_KEY, now });
const ports = {
	tenants: tenantStore(dynamodb, TENANTS_TABLE),
	keys: apiKeys({
		credentials,
		register: keyRegister(dynamodb, TENANTS_TABLE),
		pepper: pepper(kms, ENVELOPE_KEY, credentials).make,
		random: (length) => randomBytes(length),
		now,
	}),
	makeKeys: async (tenant: Enrolled["tenant"]) => {
		await Promise.all([tenantKeys.sealingKey(tenant), tenantKeys.tokenKey(tenant)]);
	},
	now,
};

/** Invoked by name with `{ tenant }`; what it returns holds the key and is logged nowhere. */
export async function handler(request: unknown): Promise<Enrolled> {
	try {
		const enrolled = await enroll(request, ports);
		log("info", { what: "tenant-enrolled", tenant: enrolled.tenant, credential: enrolled.credential.id });
		return enrolled;
	} catch (thrown) {
		const error = failure(thrown);
		log("error", { what: "enrolment-refused", code: error.code, ...describeError(error.cause ?? error) });
		throw error;
	}
}
