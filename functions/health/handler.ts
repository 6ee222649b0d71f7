import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { partStates } from "../../stores/health.ts";
import { pulseStore } from "../../stores/pulses.ts";
import { systemClock } from "../edge/clock.ts";
import { environment, text } from "../edge/environment.ts";
import { http } from "../edge/http.ts";
import { log } from "../edge/log.ts";
import { healthRoutes } from "./routes.ts";

const names = environment({ LEDGER_TABLE: text, WATCH_TABLE: text, ENVELOPE_KEY: text });
const dynamodb = new DynamoDBClient({ maxAttempts: 2 });
const kms = new KMSClient({ maxAttempts: 2 });

export const handler = http(
	healthRoutes({
		parts: partStates(dynamodb, kms, { ledger: names.LEDGER_TABLE, envelopeKey: names.ENVELOPE_KEY }),
		pulses: pulseStore(dynamodb, names.WATCH_TABLE),
		clock: systemClock,
	}),
	{ clock: systemClock, log },
);
