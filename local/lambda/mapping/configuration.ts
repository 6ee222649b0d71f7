import { createHash } from "node:crypto";
import { readProperties } from "../../cloudformation/properties.ts";
import type { Members } from "../../members.ts";
import { AwsError, type ResourceRequest } from "../../service.ts";
import { compileFilters } from "./filter.ts";

export const mappingType = "AWS::Lambda::EventSourceMapping";

/** One event source mapping as its template describes it; `-1` stands for no bound. */
export interface MappingConfiguration {
	uuid: string;
	kind: "stream" | "queue";
	sourceArn: string;
	/** Name or ARN, as given. */
	function: string;
	enabled: boolean;
	batchSize: number;
	/** Seconds to gather records. */
	window: number;
	filters: string[];
	reportsFailures: boolean;
	/** Streams */
	startingPosition: "TRIM_HORIZON" | "LATEST";
	bisect: boolean;
	maximumRetryAttempts: number;
	/** Seconds */
	maximumRecordAge: number;
	onFailure?: string;
	/** Queues: invocations at once. */
	maximumConcurrency: number;
}

/** Lambda scales a queue's consumers further; this machine has two processes per function. */
const mostAtOnce = 2;

export function readMappingConfiguration(request: ResourceRequest): MappingConfiguration {
	const properties = readProperties(mappingType, request);
	const sourceArn = properties.text("EventSourceArn");
	const kind = sourceKind(sourceArn);
	const stream = kind === "stream";
	const responses = properties.texts("FunctionResponseTypes") ?? [];
	if (responses.some((type) => type !== "ReportBatchItemFailures"))
		throw refuse(`FunctionResponseTypes ${responses.join(", ")} is not simulated`);
	const window = properties.whole("MaximumBatchingWindowInSeconds", 0, 300) ?? 0;
	const batchSize = properties.whole("BatchSize", 1, 10_000) ?? (stream ? 100 : 10);
	if (!stream && batchSize > 10 && window === 0)
		throw refuse("a queue's BatchSize over 10 needs MaximumBatchingWindowInSeconds of at least 1");
	const filters = readFilters(properties.inner("FilterCriteria"));
	compileFilters(filters);
	const common = {
		uuid: request.physicalId ?? uuidOf(request),
		kind,
		sourceArn,
		function: properties.text("FunctionName"),
		enabled: properties.flag("Enabled") ?? true,
		batchSize,
		window,
		filters,
		reportsFailures: responses.length > 0,
	};
	const configuration: MappingConfiguration = stream
		? { ...common, ...readStream(properties), maximumConcurrency: 1 }
		: { ...common, ...streamDefaults, maximumConcurrency: readConcurrency(properties) };
	properties.end();
	return configuration;
}

const streamDefaults = {
	startingPosition: "TRIM_HORIZON",
	bisect: false,
	maximumRetryAttempts: -1,
	maximumRecordAge: -1,
} as const;

function readStream(properties: Members) {
	const startingPosition = properties.oneOf("StartingPosition", ["TRIM_HORIZON", "LATEST"]);
	if (!startingPosition) throw refuse("StartingPosition is needed for a stream");
	properties.whole("ParallelizationFactor", 1, 1);
	properties.whole("TumblingWindowInSeconds", 0, 0);
	const destinations = properties.inner("DestinationConfig");
	const failures = destinations?.inner("OnFailure");
	const onFailure = failures?.text("Destination");
	failures?.end();
	destinations?.end();
	return {
		startingPosition,
		bisect: properties.flag("BisectBatchOnFunctionError") ?? false,
		maximumRetryAttempts: properties.whole("MaximumRetryAttempts", -1, 10_000) ?? -1,
		maximumRecordAge: properties.whole("MaximumRecordAgeInSeconds", -1, 604_800) ?? -1,
		...(onFailure === undefined ? {} : { onFailure }),
	};
}

function readConcurrency(properties: Members): number {
	const scaling = properties.inner("ScalingConfig");
	const most = scaling?.whole("MaximumConcurrency", 2, 1000);
	scaling?.end();
	return Math.min(mostAtOnce, most ?? mostAtOnce);
}

function readFilters(criteria: Members | undefined): string[] {
	const filters = criteria?.inners("Filters") ?? [];
	criteria?.end();
	return filters.map((filter) => {
		const pattern = filter.text("Pattern");
		filter.end();
		return pattern;
	});
}

function sourceKind(arn: string): "stream" | "queue" {
	if (/^arn:aws:dynamodb:.*\/stream\//.test(arn)) return "stream";
	if (arn.startsWith("arn:aws:sqs:")) return "queue";
	throw refuse(`the event source ${arn} is neither a DynamoDB stream nor a queue`);
}

/** The same at every deployment. */
function uuidOf({ stack, logicalId }: ResourceRequest): string {
	const hex = createHash("sha256").update(`${stack}/${logicalId}`).digest("hex");
	return [
		hex.slice(0, 8),
		hex.slice(8, 12),
		`4${hex.slice(13, 16)}`,
		`8${hex.slice(17, 20)}`,
		hex.slice(20, 32),
	].join("-");
}

const refuse = (message: string) => new AwsError("InvalidParameterValueException", message);
