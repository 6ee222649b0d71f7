import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { keyring } from "../../stores/keyring.ts";
import { laneStore } from "../../stores/lanes.ts";
import { ledgerStore } from "../../stores/ledger.ts";
import { requestStore } from "../../stores/requests.ts";
import { systemClock } from "../edge/clock.ts";
import { environment, positive, text } from "../edge/environment.ts";
import { http } from "../edge/http.ts";
import { log } from "../edge/log.ts";
import { randomPool } from "./random-pool.ts";
import { ingestRoutes } from "./routes.ts";

const names = environment({
	LEDGER_TABLE: text,
	KEYS_TABLE: text,
	REQUESTS_TABLE: text,
	TENANTS_TABLE: text,
	ENVELOPE_KEY: text,
	RETENTION_DAYS: positive,
});
const dynamodb = new DynamoDBClient({});
const random = randomPool();

export const handler = http(
	ingestRoutes({
		ledger: ledgerStore(dynamodb, names.LEDGER_TABLE),
		requests: requestStore(dynamodb, names.REQUESTS_TABLE),
		lanes: laneStore(dynamodb, names.TENANTS_TABLE),
		keyring: keyring({
			dynamodb,
			kms: new KMSClient({}),
			table: names.KEYS_TABLE,
			envelopeKey: names.ENVELOPE_KEY,
			now: systemClock.now,
			random,
		}),
		clock: systemClock,
		random,
		retentionDays: names.RETENTION_DAYS,
	}),
	{ clock: systemClock, log },
);
