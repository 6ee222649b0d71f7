import { Dashboard, GraphWidget, type IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Api } from "./api.ts";
import type { StageFunction } from "./stage-function.ts";

interface OverviewProps {
	functions: readonly StageFunction[];
	consumers: readonly StageFunction[];
	api: Api;
	queues: Readonly<Record<string, Queue>>;
}

/** One dashboard: the API, the functions, how far the readers lag, and what lies in the dead letters. */
export class Overview extends Construct {
	constructor(scope: Construct, id: string, { functions, consumers, api, queues }: OverviewProps) {
		super(scope, id);
		const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
			new GraphWidget({ title, left, right, width: 12 });
		new Dashboard(this, "Dashboard", {
			widgets: [
				[
					graph(
						"API",
						[api.rest.metricCount(), api.rest.metricClientError(), api.rest.metricServerError()],
						[api.rest.metricLatency({ statistic: "p99" })],
					),
					graph(
						"Errors",
						functions.map((stage) => stage.function.metricErrors({ label: stage.stage })),
					),
				],
				[
					graph(
						"Duration, p99",
						functions.map((stage) => stage.function.metricDuration({ label: stage.stage, statistic: "p99" })),
					),
					graph(
						"Lag behind the ledger",
						consumers.map((stage) =>
							stage.function.metric("IteratorAge", { label: stage.stage, statistic: "Maximum" }),
						),
					),
				],
				[
					graph(
						"Dead letters",
						Object.entries(queues).map(([label, queue]) =>
							queue.metricApproximateNumberOfMessagesVisible({ label }),
						),
					),
					graph(
						"Throttles",
						functions.map((stage) => stage.function.metricThrottles({ label: stage.stage })),
					),
				],
			],
		});
	}
}
