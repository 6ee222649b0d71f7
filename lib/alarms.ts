import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { Api } from "./api.ts";
import type { StageFunction } from "./stage-function.ts";

interface Watch {
	metric: IMetric;
	/** The alarm sounds above this. */
	above: number;
	/** What it means and what to do: the text of the mail. */
	description: string;
	/** Periods in a row. */
	periods?: number;
}

function sound(scope: Construct, id: string, topic: ITopic, watch: Watch): void {
	const alarm = new Alarm(scope, id, {
		metric: watch.metric,
		threshold: watch.above,
		comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
		evaluationPeriods: watch.periods ?? 1,
		treatMissingData: TreatMissingData.NOT_BREACHING,
		alarmDescription: watch.description,
	});
	alarm.addAlarmAction(new SnsAction(topic));
}

const period = Duration.minutes(5);

/*
 * Alarms watch what people would notice, not each function: a failing function behind the API shows as a 5xx, one
 * behind a stream as lag and then as a stream failure, one behind a queue as a dead letter.
 */

/** A stream's reader that lags for a quarter of an hour delays alerts; after 24 hours records are gone. */
export function watchConsumer(stage: StageFunction, topic: ITopic): void {
	sound(stage, "Lag", topic, {
		metric: stage.function.metric("IteratorAge", { statistic: "Maximum", period }),
		above: Duration.minutes(15).toMilliseconds(),
		description: `${stage.stage} lags behind the ledger by more than 15 minutes. Run audit-trail doctor.`,
	});
}

export function watchDeadLetters(scope: Construct, name: string, queue: Queue, topic: ITopic): void {
	sound(scope, `${name}Alarm`, topic, {
		metric: queue.metricApproximateNumberOfMessagesVisible({ period }),
		above: 0,
		description: `${name} holds messages that nobody could handle. Mend the cause, then redrive them.`,
	});
}

export function watchApi(api: Api, topic: ITopic): void {
	sound(api, "ServerErrors", topic, {
		metric: api.rest.metricServerError({ period, statistic: "Sum" }),
		above: 0,
		periods: 2,
		description: "The API answers 5xx. Producers retry with their Idempotency-Key; look into the access log.",
	});
}
