import type { LocalContext, Service } from "../../local/service.ts";
import { kernelContext } from "../local/kernel-context.ts";
import { loopback } from "../local/loopback.ts";

/** How the AWS SDK's clients reach what is under test. */
export interface Endpoint {
	endpoint: string;
	region: string;
	credentials: { accessKeyId: string; secretAccessKey: string };
}

/**
 * The endpoint of a contract suite: this local cloud's service by itself, or, where
 * `AWS_ENDPOINT_URL_UNDER_TEST` is set, whatever answers there (with the credentials of the environment).
 */
export async function endpointUnderTest(
	...create: ((context: LocalContext) => Promise<Service>)[]
): Promise<Endpoint> {
	const elsewhere = process.env["AWS_ENDPOINT_URL_UNDER_TEST"];
	const credentials = {
		accessKeyId: process.env["AWS_ACCESS_KEY_ID"] ?? "test",
		secretAccessKey: process.env["AWS_SECRET_ACCESS_KEY"] ?? "test",
	};
	const region = process.env["AWS_REGION"] ?? "us-east-1";
	if (elsewhere) return { endpoint: elsewhere, region, credentials };
	const context = await kernelContext();
	const services: Service[] = [];
	for (const make of create) services.push(await make(context));
	const { url } = await loopback(...services);
	for (const service of services) await service.start?.();
	return { endpoint: url, region, credentials };
}
