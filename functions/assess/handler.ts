import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { type AssessMessage, parseAssessMessage } from "../../src/compliance/assess-message.ts";
import { checkSegment } from "../../src/ledger/check-segment.ts";
import type { Lane, TenantId } from "../../src/ledger/identifiers.ts";
import { readEvents } from "../../src/ledger/read-events.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import { incidentStore } from "../../stores/incidents.ts";
import { readingKeyring } from "../../stores/keyring.ts";
import { laneStore } from "../../stores/lanes.ts";
import { ledgerStore } from "../../stores/ledger.ts";
import { queue } from "../../stores/queue.ts";
import { reportObjects } from "../../stores/report-objects.ts";
import { reportStore } from "../../stores/reports.ts";
import { tenantStore } from "../../stores/tenants.ts";
import { type Consumer, watchStore } from "../../stores/watch.ts";
import { systemClock } from "../edge/clock.ts";
import { environment, text } from "../edge/environment.ts";
import { log } from "../edge/log.ts";
import { queueWork } from "../edge/queue-work.ts";
import { type AssessPorts, assessReport } from "./assess.ts";
import { fanOut } from "./fan-out.ts";
import { incidentsOf } from "./incidents-of.ts";

const names = environment({
	LEDGER_TABLE: text,
	KEYS_TABLE: text,
	TENANTS_TABLE: text,
	WATCH_TABLE: text,
	INCIDENTS_TABLE: text,
	REPORTS_TABLE: text,
	REPORTS_BUCKET: text,
	ASSESS_QUEUE: text,
});
/** Time kept back to write the position and to end. */
const MARGIN = 30_000;

const dynamodb = new DynamoDBClient();
const { now } = systemClock;
const keyring = readingKeyring({ dynamodb, kms: new KMSClient(), table: names.KEYS_TABLE, now });
const watch = watchStore(dynamodb, names.WATCH_TABLE);
const incidents = incidentStore(dynamodb, names.INCIDENTS_TABLE);
const work = queue<AssessMessage>(new SQSClient(), names.ASSESS_QUEUE);
const reports = reportStore(dynamodb, names.REPORTS_TABLE);
const ports: AssessPorts = {
	ledger: ledgerStore(dynamodb, names.LEDGER_TABLE),
	lanes: laneStore(dynamodb, names.TENANTS_TABLE).lanes,
	passed: async (tenant) => {
		const marks = await watch.allProgress(tenant);
		return (consumer: Consumer, lane: Lane) =>
			(marks.find((mark) => mark.consumer === consumer && mark.lane === lane)?.next ?? 0) - 1;
	},
	check: checkSegment,
	readEvents: (item: SegmentItem) => readEvents(item, keyring),
	reports,
	incidents: (tenant, period) => incidentsOf(tenant, period, incidents),
	objects: reportObjects(new S3Client(), names.REPORTS_BUCKET),
	again: (tenant: TenantId, report: string) => work.send({ kind: "report", tenant, report }),
	clock: systemClock,
};
const fanOutPorts = {
	tenants: tenantStore(dynamodb, names.TENANTS_TABLE),
	reports,
	queue: work,
	clock: systemClock,
};

export const handler = queueWork(
	"assess",
	parseAssessMessage,
	async (message, { remaining }) => {
		if (message.kind === "all") return fanOut(message.framework, message.cursor, fanOutPorts);
		await assessReport(message.tenant, message.report, ports, now() + remaining() - MARGIN);
	},
	log,
);
