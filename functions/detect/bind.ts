import { randomBytes } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SNSClient } from "@aws-sdk/client-sns";
import { shippedRules } from "../../src/detection/shipped-rules.ts";
import { readEvents } from "../../src/ledger/read-events.ts";
import type { Keyring } from "../../src/people/keyring.ts";
import { alertTopic } from "../../stores/alerts.ts";
import { incidentStore } from "../../stores/incidents.ts";
import { ledgerStore } from "../../stores/ledger.ts";
import { pulseStore } from "../../stores/pulses.ts";
import { owedAlerts, watchStore } from "../../stores/watch.ts";
import { systemClock } from "../edge/clock.ts";
import { log } from "../edge/log.ts";
import { streamWork } from "../edge/stream-work.ts";
import { detect } from "./detect.ts";

export interface Names {
	LEDGER_TABLE: string;
	WATCH_TABLE: string;
	INCIDENTS_TABLE: string;
	ALERTS_TOPIC: string;
	PUBLIC_URL: string;
	MAX_LOGIN_ATTEMPTS: number;
	ALERT_THRESHOLD_SECONDS: number;
}

/** The detector over its stores. Rules that do not load stop it here, before the first event. */
export function bindDetect(
	clients: { dynamodb: DynamoDBClient; sns: SNSClient },
	keyring: Pick<Keyring, "openingKey" | "tokenKey" | "addressKey" | "ownerKeys">,
	names: Names,
) {
	const { dynamodb } = clients;
	const { now } = systemClock;
	const { MAX_LOGIN_ATTEMPTS, ALERT_THRESHOLD_SECONDS } = names;
	const ports = {
		rules: shippedRules({ MAX_LOGIN_ATTEMPTS, ALERT_THRESHOLD_SECONDS }),
		ledger: ledgerStore(dynamodb, names.LEDGER_TABLE),
		watch: watchStore(dynamodb, names.WATCH_TABLE),
		owed: owedAlerts(dynamodb, names.WATCH_TABLE),
		incidents: incidentStore(dynamodb, names.INCIDENTS_TABLE),
		alerts: alertTopic(clients.sns, names.ALERTS_TOPIC),
		keyring,
		readEvents: (item: Parameters<typeof readEvents>[0]) => readEvents(item, keyring),
		random: (length: number) => randomBytes(length),
		now,
		publicUrl: names.PUBLIC_URL,
		log,
	};
	return streamWork("detect", (changes, remaining) => detect(changes, { ...ports, remaining }), {
		pulses: pulseStore(dynamodb, names.WATCH_TABLE),
		now,
		log,
	});
}
