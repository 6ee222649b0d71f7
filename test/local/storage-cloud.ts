import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { onTestFinished } from "vitest";
import { deploy } from "../../local/cloudformation/deploy.ts";
import { deployedCollections } from "../../local/cloudformation/deployed.ts";
import { parseTemplate } from "../../local/cloudformation/template.ts";
import { createIam } from "../../local/iam/create-iam.ts";
import { createKms } from "../../local/kms/create-kms.ts";
import { createS3 } from "../../local/s3/create-s3.ts";
import { createScheduler } from "../../local/scheduler/create-scheduler.ts";
import type { Caller, LocalContext, Service } from "../../local/service.ts";
import { createSns } from "../../local/sns/create-sns.ts";
import { createSqs } from "../../local/sqs/create-sqs.ts";
import { createSts } from "../../local/sts/create-sts.ts";
import { kernelContext } from "./kernel-context.ts";
import { loopback } from "./loopback.ts";

export const account = "000000000000";

/** Storage and messaging with the real policies and keys, deployed from a template. */
export async function storageCloud(resources: Record<string, unknown>, changes: Partial<LocalContext> = {}) {
	const context = await kernelContext(changes);
	const iam = await createIam(context);
	context.authorize = iam.authorize;
	const kms = await createKms(context, iam.identities);
	const services: Service[] = [iam, kms, await createSts(context, iam.identities)];
	for (const create of [createSqs, createSns, createS3, createScheduler])
		services.push(await create(context));
	const apply = async (template: Record<string, unknown>) => {
		const { stacks } = await deploy({
			context,
			assembly: {
				stacks: [{ name: "Test", template: parseTemplate("Test", { Resources: template }) }],
				assets: new Map(),
				region: context.region,
			},
			providers: services.flatMap((service) => service.resources),
		});
		return stacks;
	};
	await apply(resources);
	const server = await loopback(...services);
	let running = true;
	for (const service of services) await service.start?.();
	const stop = async () => {
		if (!running) return;
		running = false;
		for (const service of services) await service.stop?.();
	};
	onTestFinished(stop);
	const options = {
		endpoint: server.url,
		region: "us-east-1",
		credentials: { accessKeyId: "a", secretAccessKey: "s" },
		maxAttempts: 1,
	};
	return {
		context,
		apply,
		stop,
		s3: new S3Client({ ...options, forcePathStyle: true }),
		sqs: new SQSClient({ ...options, useQueueUrlAsEndpoint: false }),
		sns: new SNSClient(options),
		/** The physical id of a resource. */
		id: async (logicalId: string) =>
			(await deployedCollections(context.state).resources.get(`Test/${logicalId}`))?.physicalId ?? "",
		/** Whom the next calls are made by. */
		as: (caller: Caller) => {
			server.caller = caller;
		},
		administrator: server.caller,
		session: (role: string): Caller => ({
			kind: "session",
			arn: `arn:aws:sts::${account}:assumed-role/${role}/test`,
			roleArn: `arn:aws:iam::${account}:role/${role}`,
			tags: {},
		}),
	};
}

/** A role with a name that may do these things. */
export const role = (name: string, service: string, statements: object[]) => ({
	Type: "AWS::IAM::Role",
	Properties: {
		RoleName: name,
		AssumeRolePolicyDocument: {
			Version: "2012-10-17",
			Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
		},
		Policies: [{ PolicyName: "own", PolicyDocument: { Version: "2012-10-17", Statement: statements } }],
	},
});

export const policy = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });
