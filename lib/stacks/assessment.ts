import { Stack, type StackProps } from "aws-cdk-lib";
import { ManagedPolicy, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { watchDeadLetters } from "../alarms.ts";
import { sendTo } from "../permissions.ts";
import { sendBySchedule } from "../schedule.ts";
import { Assess } from "../stages/assess.ts";
import { VERIFY_SECONDS, Verify } from "../stages/verify.ts";
import { deadLetters, WorkQueue } from "../work-queue.ts";
import type { DataStack } from "./data.ts";
import type { PipelineStack } from "./pipeline.ts";

/** Framework → when its weekly report is made (UTC), an hour apart so that they do not compete. */
const weekly = { gdpr: 2, hipaa: 3, soc2: 4, iso27001: 5 } as const;

/** What runs by the clock: verification of the ledger, and the reports. */
export class AssessmentStack extends Stack {
	constructor(
		scope: Construct,
		id: string,
		props: StackProps & { data: DataStack; pipeline: PipelineStack },
	) {
		super(scope, id, props);
		const { data, pipeline } = props;
		const { deployment, alerts, assessWork } = pipeline;
		const { bundles, operationsKey } = deployment;
		const verifyWork = new WorkQueue(this, "VerifyWork", {
			key: operationsKey,
			consumerSeconds: VERIFY_SECONDS,
			attempts: 5,
		});
		const unscheduled = deadLetters(this, "Unscheduled", operationsKey);
		if (bundles.verify) new Verify(this, deployment, data, { alerts, work: verifyWork });
		if (bundles.assess) new Assess(this, deployment, data, assessWork);

		const policy = new ManagedPolicy(this, "SchedulePolicy", {
			description: "EventBridge Scheduler starts the audit trail's periodic work",
			statements: [sendTo(verifyWork.queue, assessWork.queue, unscheduled)],
		});
		const role = new Role(this, "ScheduleRole", {
			assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
				conditions: { StringEquals: { "aws:SourceAccount": this.account } },
			}),
			managedPolicies: [policy],
		});
		const send = (name: string, expression: string, queue: WorkQueue, message: object) =>
			sendBySchedule(this, name, {
				expression,
				queue: queue.queue,
				message,
				role,
				deadLetters: unscheduled,
			});
		send("HourlyVerify", "rate(1 hour)", verifyWork, { kind: "all" });
		for (const [framework, hour] of Object.entries(weekly))
			send(`WeeklyAssess${framework}`, `cron(0 ${hour} ? * MON *)`, assessWork, { kind: "all", framework });

		watchDeadLetters(this, "VerifyDeadLetters", verifyWork.deadLetters, alerts.topic);
		watchDeadLetters(this, "Unscheduled", unscheduled, alerts.topic);
	}
}
