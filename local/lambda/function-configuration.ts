import { createHash } from "node:crypto";
import { readProperties } from "../cloudformation/properties.ts";
import type { Members } from "../members.ts";
import { AwsError, type ResourceRequest } from "../service.ts";

export const functionType = "AWS::Lambda::Function";
/** The one runtime that this process itself is. */
const runtime = "nodejs24.x";

/** One function as its template describes it. */
export interface FunctionConfiguration {
	name: string;
	arn: string;
	roleArn: string;
	/** `<file>.<export>` */
	handler: string;
	/** MB */
	memorySize: number;
	/** Seconds */
	timeout: number;
	environment: Record<string, string>;
	/** Object key of the bundle in the asset bucket, or the source of a small function written in the template. */
	code: { asset: string } | { inline: string };
	/** At most that many invocations at once; absent: as many as this machine gives. */
	reservedConcurrency?: number;
	/** Queue or topic for asynchronous events that failed for good. */
	deadLetterArn?: string;
	/** Changes with anything above: processes started from an older one are not used again. */
	revision: string;
}

export function readFunctionConfiguration(request: ResourceRequest): FunctionConfiguration {
	const properties = readProperties(functionType, request);
	const given = properties.text("Runtime");
	if (given !== runtime)
		throw refuse(`Runtime ${given} is not simulated: functions run on this process's Node, ${runtime}`);
	properties.oneOf("PackageType", ["Zip"]);
	const name = properties.maybeText("FunctionName") ?? request.physicalId ?? generatedName(request);
	const reserved = properties.whole("ReservedConcurrentExecutions", 0, 1000);
	const deadLetter = properties.inner("DeadLetterConfig");
	const deadLetterArn = deadLetter?.text("TargetArn");
	deadLetter?.end();
	const environment = properties.inner("Environment");
	const configuration = {
		name,
		arn: `arn:aws:lambda:${request.region}:${request.account}:function:${name}`,
		roleArn: properties.text("Role"),
		handler: properties.text("Handler"),
		memorySize: properties.whole("MemorySize", 128, 10_240) ?? 128,
		timeout: properties.whole("Timeout", 1, 900) ?? 3,
		environment: readVariables(environment?.any("Variables") ?? {}),
		code: readCode(properties.inner("Code")),
		...(reserved === undefined ? {} : { reservedConcurrency: reserved }),
		...(deadLetterArn === undefined ? {} : { deadLetterArn }),
	};
	environment?.end();
	properties.end();
	const revision = createHash("sha256").update(JSON.stringify(configuration)).digest("hex");
	return { ...configuration, revision };
}

function readCode(code: Members | undefined): FunctionConfiguration["code"] {
	const inline = code?.maybeText("ZipFile");
	const asset = code?.maybeText("S3Key");
	code?.any("S3Bucket");
	code?.end();
	if (inline !== undefined) return { inline };
	if (asset !== undefined) return { asset };
	throw refuse("Code needs S3Bucket and S3Key of an asset, or ZipFile");
}

/** Names that Lambda sets itself and refuses in a template. */
const reserved = /^(AWS_(?!ENDPOINT_URL)|_HANDLER$|_X_AMZN|LAMBDA_)/;

function readVariables(variables: unknown): Record<string, string> {
	const read: Record<string, string> = {};
	for (const [name, value] of Object.entries(variables as Record<string, unknown>)) {
		if (reserved.test(name)) throw refuse(`the environment variable ${name} is set by Lambda itself`);
		if (typeof value !== "string") throw refuse(`the environment variable ${name} must be a string`);
		read[name] = value;
	}
	return read;
}

/** `<stack>-<logical id>-<12 characters>`, at most 64 characters, the same at every deployment. */
function generatedName({ stack, logicalId }: ResourceRequest): string {
	const unique = createHash("sha256")
		.update(`${stack}/${logicalId}`)
		.digest("hex")
		.slice(0, 12)
		.toUpperCase();
	return `${`${stack}-${logicalId}`.slice(0, 51)}-${unique}`;
}

const refuse = (message: string) => new AwsError("InvalidParameterValueException", message);
