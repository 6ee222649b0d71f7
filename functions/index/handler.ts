import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SNSClient } from "@aws-sdk/client-sns";
import { readingKeyring } from "../../stores/keyring.ts";
import { systemClock } from "../edge/clock.ts";
import { environment, text } from "../edge/environment.ts";
import { bindIndex } from "./bind.ts";

const names = environment({
	LEDGER_TABLE: text,
	KEYS_TABLE: text,
	WATCH_TABLE: text,
	INCIDENTS_TABLE: text,
	ALERTS_TOPIC: text,
	PUBLIC_URL: text,
});
const dynamodb = new DynamoDBClient();
const keyring = readingKeyring({
	dynamodb,
	kms: new KMSClient(),
	table: names.KEYS_TABLE,
	now: systemClock.now,
});

export const handler = bindIndex({ dynamodb, sns: new SNSClient() }, keyring, names);
