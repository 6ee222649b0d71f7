import { randomBytes } from "node:crypto";
import { createApiGateway } from "./apigateway/create-apigateway.ts";
import { machineClock } from "./clock.ts";
import { readAssembly } from "./cloudformation/assembly.ts";
import { type Deployment, deploy } from "./cloudformation/deploy.ts";
import { rewriteEndpoint } from "./cloudformation/moved-endpoint.ts";
import { createDynamodb } from "./dynamodb/dynamodb.ts";
import { Faults } from "./faults.ts";
import { createFront } from "./front/create-front.ts";
import { listen } from "./http/listen.ts";
import { type Handler, notYet } from "./http/not-yet.ts";
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
	/** Gives the folder that `cdk synth` wrote; called when state and ports are this process's own. */
	assembly(place: { /** `http://127.0.0.1:<port>` */ api: string }): Promise<string>;
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
	const state = await openState(directory);
	const ending: (() => Promise<void>)[] = [() => state.close()];
	const stop = async () => {
		for (const end of ending.splice(0).reverse()) await end();
	};
	try {
		// Both ports are taken before anything is made; whoever calls too early is told to come again.
		let serveAws: Handler = notYet;
		let serveApi: Handler = notYet;
		const front = await listen(options.awsPort, (incoming, outgoing) => serveAws(incoming, outgoing));
		ending.push(() => front.close());
		const endpoint = `http://127.0.0.1:${front.port}`;
		const listener = await listen(options.apiPort, (incoming, outgoing) => serveApi(incoming, outgoing));
		ending.push(() => listener.close());
		const origin = `http://127.0.0.1:${listener.port}`;
		const assembly = readAssembly(await options.assembly({ api: origin }));
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
			endpoint,
			log,
			links: {},
		};
		const services: Service[] = [];
		const keep = <Kind extends Service>(service: Kind): Kind => {
			services.push(service);
			ending.push(async () => service.stop?.());
			return service;
		};
		const iam = keep(await createIam(context));
		authorize = iam.authorize;
		const sts = keep(await createSts(context, iam.identities));
		keep(await createKms(context, iam.identities));
		keep(await createDynamodb(context));
		keep(await createS3(context));
		keep(await createSqs(context));
		keep(await createSns(context));
		keep(await createScheduler(context));
		keep(createLambda(context, { findAsset: (objectKey) => assembly.assets.get(objectKey) }));
		const gateway = keep(createApiGateway(context));
		await rewriteEndpoint(state, endpoint);
		const providers = services.flatMap((service) => service.resources);
		const deployment = await deploy({ context, assembly, providers });
		const token = randomBytes(32).toString("hex");
		const { findCredential } = sts;
		serveAws = createFront({ context, services, findCredential, token });
		serveApi = gateway.serve;
		for (const service of services) await service.start?.();
		const [stage = ""] = await gateway.stageNames();
		return {
			api: `${origin}/${stage}`,
			aws: endpoint,
			region: context.region,
			credentials: sts.administratorCredentials(),
			token,
			deployment,
			context,
			services,
			stop: () => {
				serveAws = notYet;
				serveApi = notYet;
				return stop();
			},
		};
	} catch (error) {
		await stop();
		throw error;
	}
}
