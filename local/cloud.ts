import { randomBytes } from "node:crypto";
import { createApiGateway } from "./apigateway/create-apigateway.ts";
import { machineClock } from "./clock.ts";
import { readAssembly } from "./cloudformation/assembly.ts";
import { type Deployment, deploy } from "./cloudformation/deploy.ts";
import { rewriteEndpoint } from "./cloudformation/moved-endpoint.ts";
import { createDynamodb } from "./dynamodb/dynamodb.ts";
import { Faults } from "./faults.ts";
import { startFront } from "./front/start-front.ts";
import { type Listener, listen } from "./http/listen.ts";
import { createIam } from "./iam/create-iam.ts";
import { createKms } from "./kms/create-kms.ts";
import { createLambda } from "./lambda/create-lambda.ts";
import { createS3 } from "./s3/create-s3.ts";
import { createScheduler } from "./scheduler/create-scheduler.ts";
import type { Authorize, LocalContext, Service } from "./service.ts";
import { createSns } from "./sns/create-sns.ts";
import { createSqs } from "./sqs/create-sqs.ts";
import { openState } from "./state.ts";
import { createSts } from "./sts/create-sts.ts";

export interface CloudOptions {
	/** All state lies here; one process at a time. */
	directory: string;
	/** Ports on 127.0.0.1; 0 takes a free one. */
	apiPort: number;
	awsPort: number;
	/** Folder that `cdk synth` wrote. */
	assembly: string;
	/** One line for the person at the terminal. */
	log(line: string): void;
}

export interface Cloud {
	/** Prefix of the API's paths, e.g. `http://127.0.0.1:4700/live`. */
	api: string;
	/** Endpoint for any AWS client. */
	aws: string;
	region: string;
	/** Of the account's administrator. */
	credentials: { accessKeyId: string; secretAccessKey: string };
	/** Lets tests plant faults at `<aws>/_local/…`. */
	token: string;
	deployment: Deployment;
	context: LocalContext;
	services: readonly Service[];
	stop(): Promise<void>;
}

/** The one account that exists here. */
const account = "000000000000";

/** Starts every service over one state directory, deploys the assembly and serves it; rejects with what was refused. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
	const { directory, log } = options;
	const assembly = readAssembly(options.assembly);
	const state = await openState(directory);
	const ending: (() => Promise<void>)[] = [() => state.close()];
	const stop = async () => {
		for (const end of ending.splice(0).reverse()) await end();
	};
	try {
		let endpoint = "";
		let authorize: Authorize = () => {
			throw new Error("nothing may be asked before IAM is there");
		};
		const context: LocalContext = {
			state,
			clock: machineClock(),
			faults: new Faults(),
			authorize: (question) => authorize(question),
			region: assembly.region,
			account,
			get endpoint() {
				return endpoint;
			},
			log,
			links: {},
		};
		const iam = await createIam(context);
		authorize = iam.authorize;
		const sts = await createSts(context, iam.identities);
		const services: Service[] = [iam, sts];
		const token = randomBytes(32).toString("hex");
		const { findCredential } = sts;
		const front: Listener = await startFront({
			port: options.awsPort,
			context,
			services,
			findCredential,
			token,
		});
		endpoint = `http://127.0.0.1:${front.port}`;
		const keep = <Kind extends Service>(service: Kind): Kind => {
			services.push(service);
			ending.push(async () => service.stop?.());
			return service;
		};
		keep(await createKms(context, iam.identities));
		keep(await createDynamodb(context));
		keep(await createS3(context));
		keep(await createSqs(context));
		keep(await createSns(context));
		ending.push(() => front.close());
		keep(await createScheduler(context));
		keep(createLambda(context, { findAsset: (objectKey) => assembly.assets.get(objectKey) }));
		const gateway = keep(createApiGateway(context));
		await rewriteEndpoint(state, endpoint);
		const providers = services.flatMap((service) => service.resources);
		const deployment = await deploy({ context, assembly, providers });
		for (const service of services) await service.start?.();
		const listener = await listen(options.apiPort, gateway.serve);
		ending.push(() => listener.close());
		const [stage = ""] = await gateway.stageNames();
		return {
			api: `http://127.0.0.1:${listener.port}/${stage}`,
			aws: endpoint,
			region: context.region,
			credentials: sts.administratorCredentials(),
			token,
			deployment,
			context,
			services,
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}
