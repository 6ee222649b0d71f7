import type { LocalContext } from "../../service.ts";
import { AwsError } from "../../service.ts";
import type { FunctionConfiguration } from "../function-configuration.ts";
import type { Functions } from "../functions.ts";
import type { Invoker } from "../invoker.ts";
import type { Outcome } from "../process/outcome.ts";
import type { MappingConfiguration } from "./configuration.ts";

/** What the loops of a mapping work with. */
export interface MappingParts {
	context: LocalContext;
	functions: Pick<Functions, "find">;
	invoker: Pick<Invoker, "invoke">;
	mapping: MappingConfiguration;
}

/** Milliseconds that a mapping waits for one of the function's processes before it tries again. */
const longestWait = 10_000;

/** Hands a batch to the function; `undefined` when it was throttled, which is no attempt. */
export async function invokeWithBatch(
	{ functions, invoker, mapping }: MappingParts,
	records: readonly unknown[],
	requestId: string,
): Promise<{ configuration: FunctionConfiguration; outcome: Outcome } | undefined> {
	const configuration = await functions.find(mapping.function);
	try {
		const payload = JSON.stringify({ Records: records });
		return {
			configuration,
			outcome: await invoker.invoke({ configuration, payload, requestId, wait: longestWait }),
		};
	} catch (error) {
		if (error instanceof AwsError && error.status === 429) return undefined;
		throw error;
	}
}
