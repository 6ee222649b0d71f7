import type { Caller, LocalContext } from "../../service.ts";
import { sendToDestination } from "../destination.ts";
import type { FunctionConfiguration } from "../function-configuration.ts";
import type { Outcome } from "../process/outcome.ts";
import type { Accepted } from "./invocations.ts";
import type { InvokeConfig } from "./invoke-config.ts";

/**
 * Tells the destinations how an asynchronous event ended: the invocation record of AWS's documentation for
 * `OnSuccess` and `OnFailure`, and the event itself for a dead-letter queue.
 */
export async function afterwards(
	context: LocalContext,
	end: {
		event: Accepted;
		configuration: FunctionConfiguration;
		config: InvokeConfig;
		/** Absent when the event grew too old before it was tried. */
		outcome: Outcome | undefined;
		from: Caller;
	},
): Promise<void> {
	const { event, configuration, config, outcome, from } = end;
	const failed = outcome === undefined || outcome.functionError !== undefined;
	const destination = failed ? config.onFailure : config.onSuccess;
	if (destination !== undefined)
		await sendToDestination(context, { arn: destination, from, body: JSON.stringify(record(context, end)) });
	if (failed && configuration.deadLetterArn !== undefined)
		await sendToDestination(context, {
			arn: configuration.deadLetterArn,
			from,
			body: event.payload,
			attributes: {
				RequestID: { DataType: "String", StringValue: event.requestId },
				ErrorCode: { DataType: "Number", StringValue: "200" },
				ErrorMessage: { DataType: "String", StringValue: errorMessage(outcome) },
			},
		});
}

function record(
	context: LocalContext,
	{ event, configuration, outcome }: Parameters<typeof afterwards>[1],
): Record<string, unknown> {
	const failed = outcome?.functionError !== undefined;
	const condition = outcome === undefined ? "EventAgeExceeded" : failed ? "RetriesExhausted" : "Success";
	return {
		version: "1.0",
		timestamp: new Date(context.clock.now()).toISOString(),
		requestContext: {
			requestId: event.requestId,
			functionArn: `${configuration.arn}:$LATEST`,
			condition,
			approximateInvokeCount: failed ? event.attempts : event.attempts + 1,
		},
		requestPayload: JSON.parse(event.payload) as unknown,
		...(outcome === undefined
			? {}
			: {
					responseContext: {
						statusCode: 200,
						executedVersion: "$LATEST",
						...(failed ? { functionError: outcome.functionError } : {}),
					},
					responsePayload: JSON.parse(outcome.payload) as unknown,
				}),
	};
}

/** At most 1 KB, as Lambda cuts it. */
function errorMessage(outcome: Outcome | undefined): string {
	const body = outcome ? (JSON.parse(outcome.payload) as { errorMessage?: unknown }) : {};
	return String(body.errorMessage ?? "The event grew too old").slice(0, 1024);
}
