import { randomBytes } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { checkSegment } from "../../src/ledger/check-segment.ts";
import { parseVerifyMessage, type VerifyMessage } from "../../src/ledger/verify-message.ts";
import { alertTopic } from "../../stores/alerts.ts";
import { incidentStore } from "../../stores/incidents.ts";
import { readingKeyring } from "../../stores/keyring.ts";
import { laneStore } from "../../stores/lanes.ts";
import { ledgerStore } from "../../stores/ledger.ts";
import { queue } from "../../stores/queue.ts";
import { reportObjects } from "../../stores/report-objects.ts";
import { reportStore } from "../../stores/reports.ts";
import { tenantStore } from "../../stores/tenants.ts";
import { systemClock } from "../edge/clock.ts";
import { environment, text } from "../edge/environment.ts";
import { log } from "../edge/log.ts";
import { queueWork } from "../edge/queue-work.ts";
import { raise } from "./raise.ts";
import { verify } from "./verify.ts";

const names = environment({
	LEDGER_TABLE: text,
	KEYS_TABLE: text,
	TENANTS_TABLE: text,
	INCIDENTS_TABLE: text,
	REPORTS_TABLE: text,
	REPORTS_BUCKET: text,
	ALERTS_TOPIC: text,
	VERIFY_QUEUE: text,
	PUBLIC_URL: text,
});
/** Time kept back to send the rest to the queue and to end. */
const MARGIN = 30_000;

const dynamodb = new DynamoDBClient();
const { now } = systemClock;
const finding = {
	incidents: incidentStore(dynamodb, names.INCIDENTS_TABLE),
	alerts: alertTopic(new SNSClient(), names.ALERTS_TOPIC),
	keyring: readingKeyring({ dynamodb, kms: new KMSClient(), table: names.KEYS_TABLE, now }),
	random: (length: number) => randomBytes(length),
	now,
	publicUrl: names.PUBLIC_URL,
};
const ports = {
	tenants: tenantStore(dynamodb, names.TENANTS_TABLE),
	ledger: ledgerStore(dynamodb, names.LEDGER_TABLE),
	lanes: laneStore(dynamodb, names.TENANTS_TABLE).lanes,
	check: checkSegment,
	reports: reportStore(dynamodb, names.REPORTS_TABLE),
	objects: reportObjects(new S3Client(), names.REPORTS_BUCKET),
	raise: (found: Parameters<typeof raise>[0]) => raise(found, finding),
	queue: queue<VerifyMessage>(new SQSClient(), names.VERIFY_QUEUE),
	clock: systemClock,
};

export const handler = queueWork(
	"verify",
	parseVerifyMessage,
	(message, { remaining }) => verify(message, ports, now() + remaining() - MARGIN),
	log,
);
