import { machineClock } from "../../../local/clock.ts";
import { Faults } from "../../../local/faults.ts";
import type { LocalContext, Service } from "../../../local/service.ts";

/** The service without anything around it. */
export const bareContext = (at: string): LocalContext => ({
	state: {
		directory: at,
		collection: () => {
			throw new Error("not used");
		},
		commit: async () => {},
		close: async () => {},
	},
	clock: machineClock(),
	faults: new Faults(),
	authorize: () => {},
	region: "us-east-1",
	account: "000000000000",
	log: () => {},
	links: {},
});

/** Calls an operation without a transport. */
export function caller(service: Service) {
	return async (operation: string, input: object): Promise<Record<string, unknown>> => {
		const { body } = await service.handle({
			service: "dynamodb",
			operation,
			target: `DynamoDB_20120810.${operation}`,
			method: "POST",
			path: "/",
			query: new URLSearchParams(),
			headers: {},
			body: Buffer.from(JSON.stringify(input)),
			caller: { kind: "administrator", arn: "arn:aws:iam::000000000000:root" },
			requestId: "",
		});
		return JSON.parse(String(body)) as Record<string, unknown>;
	};
}
