import { randomBytes } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SQSClient } from "@aws-sdk/client-sqs";
import { apiKeys } from "../../stores/api-keys.ts";
import { channelSeal } from "../../stores/channel-seal.ts";
import { channelStore } from "../../stores/channels.ts";
import { credentialStore } from "../../stores/credentials.ts";
import { incidentStore } from "../../stores/incidents.ts";
import { keyRegister } from "../../stores/key-register.ts";
import { pepper } from "../../stores/pepper.ts";
import { queue } from "../../stores/queue.ts";
import { reportStore } from "../../stores/reports.ts";
import { systemClock } from "../edge/clock.ts";
import { environment, text } from "../edge/environment.ts";
import { http } from "../edge/http.ts";
import { log } from "../edge/log.ts";
import { manageRoutes } from "./routes.ts";

const names = environment({
	CREDENTIALS_TABLE: text,
	TENANTS_TABLE: text,
	INCIDENTS_TABLE: text,
	REPORTS_TABLE: text,
	ENVELOPE_KEY: text,
	ALERTS_KEY: text,
	ASSESS_QUEUE: text,
});
const dynamodb = new DynamoDBClient();
const kms = new KMSClient();
const credentials = credentialStore(dynamodb, names.CREDENTIALS_TABLE);
const register = keyRegister(dynamodb, names.TENANTS_TABLE);
const { now } = systemClock;
const random = (length: number) => randomBytes(length);

export const handler = http(
	manageRoutes({
		keys: apiKeys({
			credentials,
			register,
			pepper: pepper(kms, names.ENVELOPE_KEY, credentials).open,
			random,
			now,
		}),
		channels: channelStore(dynamodb, names.TENANTS_TABLE),
		seal: channelSeal(kms, names.ALERTS_KEY).seal,
		incidents: incidentStore(dynamodb, names.INCIDENTS_TABLE),
		reports: reportStore(dynamodb, names.REPORTS_TABLE),
		assess: queue(new SQSClient(), names.ASSESS_QUEUE),
		random,
		now,
	}),
	{ clock: systemClock, log },
);
