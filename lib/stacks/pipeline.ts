import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { watchApi, watchConsumer, watchDeadLetters } from "../alarms.ts";
import { Alerts } from "../alerts.ts";
import { Api } from "../api.ts";
import type { Deployment } from "../deployment.ts";
import { Firewall } from "../firewall.ts";
import { Network } from "../network.ts";
import { Overview } from "../overview.ts";
import type { StageFunction } from "../stage-function.ts";
import { ASSESS_SECONDS } from "../stages/assess.ts";
import { Authorize } from "../stages/authorize.ts";
import { Detect } from "../stages/detect.ts";
import { Enroll } from "../stages/enroll.ts";
import { Health } from "../stages/health.ts";
import { Index } from "../stages/index.ts";
import { Ingest } from "../stages/ingest.ts";
import { Manage } from "../stages/manage.ts";
import { Notify } from "../stages/notify.ts";
import { Query } from "../stages/query.ts";
import type { Stage } from "../stages.ts";
import { deadLetters, WorkQueue } from "../work-queue.ts";
import type { DataStack } from "./data.ts";

/** The way of an event from HTTPS to an alert. */
export class PipelineStack extends Stack {
	readonly deployment: Deployment;
	readonly alerts: Alerts;
	/** Work for `assess`: it stands with `manage`, which sends to it, so that no stack waits for a later one. */
	readonly assessWork: WorkQueue;

	constructor(
		scope: Construct,
		id: string,
		props: StackProps & { deployment: Omit<Deployment, "network">; data: DataStack },
	) {
		super(scope, id, props);
		const { data } = props;
		const { config, bundles, operationsKey } = props.deployment;
		const network = config.profile === "isolated" ? new Network(this, "Network", operationsKey) : undefined;
		const deployment: Deployment = { ...props.deployment, network };
		this.alerts = new Alerts(this, "Alerts", config);
		this.assessWork = new WorkQueue(this, "Assess", {
			key: operationsKey,
			consumerSeconds: ASSESS_SECONDS,
			attempts: 5,
		});
		const stream = { alerts: this.alerts, failures: deadLetters(this, "StreamFailures", operationsKey) };
		const has = <T>(stage: Stage, make: () => T): T | undefined => (bundles[stage] ? make() : undefined);

		const authorize = has("authorize", () => new Authorize(this, deployment, data));
		const api = new Api(this, "Api", deployment, authorize);
		// Links lead to the API, so only functions that do not stand behind it may know them.
		const linked: Deployment = { ...deployment, publicUrl: config.publicUrl ?? api.rest.url };
		this.deployment = linked;
		const alertsKeyArn = this.alerts.key.keyArn;
		const assessQueue = this.assessWork.queue;
		const ingest = has("ingest", () => new Ingest(this, deployment, data, api));
		const query = has("query", () => new Query(this, deployment, data, api));
		const manage = has(
			"manage",
			() => new Manage(this, deployment, data, api, { alertsKeyArn, assessQueue }),
		);
		const health = has("health", () => new Health(this, deployment, data, api));
		const enroll = has("enroll", () => new Enroll(this, deployment, data));
		const detect = has("detect", () => new Detect(this, linked, data, stream));
		const index = has("index", () => new Index(this, linked, data, stream));
		const notify = has("notify", () => new Notify(this, deployment, data, this.alerts));
		if (config.profile !== "small") new Firewall(this, "Firewall", { deployment, api });

		const functions = [authorize, ingest, query, manage, health, enroll, detect, index, notify].filter(
			(stage) => stage !== undefined,
		);
		const consumers = [detect, index].filter((stage) => stage !== undefined);
		this.#watch(functions, consumers, api, {
			StreamFailures: stream.failures,
			NotifyDeadLetters: this.alerts.notify.deadLetters,
			AssessDeadLetters: this.assessWork.deadLetters,
			Undelivered: this.alerts.undelivered,
		});
		new CfnOutput(this, "AlertsTopic", { value: this.alerts.topic.topicArn });
	}

	#watch(
		functions: readonly StageFunction[],
		consumers: readonly StageFunction[],
		api: Api,
		queues: Readonly<Record<string, Queue>>,
	): void {
		const { topic } = this.alerts;
		for (const stage of consumers) watchConsumer(stage, topic);
		for (const [name, queue] of Object.entries(queues)) watchDeadLetters(this, name, queue, topic);
		watchApi(api, topic);
		new Overview(this, "Overview", { functions, consumers, api, queues });
	}
}
