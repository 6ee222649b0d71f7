import { randomBytes } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { Keyring } from "../../src/people/keyring.ts";
import { alertTopic } from "../../stores/alerts.ts";
import { incidentStore } from "../../stores/incidents.ts";
import { ledgerStore } from "../../stores/ledger.ts";
import { pulseStore } from "../../stores/pulses.ts";
import { owedAlerts, watchStore } from "../../stores/watch.ts";
import { systemClock } from "../edge/clock.ts";
import { log } from "../edge/log.ts";
import { streamWork } from "../edge/stream-work.ts";
import { tamperWatch } from "./tamper-watch.ts";

export interface Names {
	LEDGER_TABLE: string;
	WATCH_TABLE: string;
	INCIDENTS_TABLE: string;
	ALERTS_TOPIC: string;
	PUBLIC_URL: string;
}

/** The tamper watch over its stores. */
export function bindIndex(
	clients: { dynamodb: DynamoDBClient; sns: SNSClient },
	keyring: Pick<Keyring, "tokenKey" | "ownerKeys">,
	names: Names,
) {
	const { dynamodb } = clients;
	const { now } = systemClock;
	const ports = {
		ledger: ledgerStore(dynamodb, names.LEDGER_TABLE),
		watch: watchStore(dynamodb, names.WATCH_TABLE),
		owed: owedAlerts(dynamodb, names.WATCH_TABLE),
		incidents: incidentStore(dynamodb, names.INCIDENTS_TABLE),
		alerts: alertTopic(clients.sns, names.ALERTS_TOPIC),
		keyring,
		random: (length: number) => randomBytes(length),
		now,
		publicUrl: names.PUBLIC_URL,
		log,
	};
	return streamWork("index", (changes, remaining) => tamperWatch(changes, { ...ports, remaining }), {
		pulses: pulseStore(dynamodb, names.WATCH_TABLE),
		now,
		log,
	});
}
