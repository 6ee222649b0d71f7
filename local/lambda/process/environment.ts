import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { link } from "../../link.ts";
import type { LocalContext } from "../../service.ts";
import type { FunctionConfiguration } from "../function-configuration.ts";

/**
 * The whole environment of a function's process: the template's variables and what Lambda sets. Nothing of the
 * machine's own environment is there but PATH; HOME and TMPDIR are a folder of the function's own, so that no
 * `~/.aws` of a developer can change what the SDK does.
 */
export async function functionEnvironment(
	context: LocalContext,
	configuration: FunctionConfiguration,
	place: { taskRoot: string; runtimeApi: string; logStream: string },
): Promise<Record<string, string>> {
	const { name, roleArn, memorySize, handler } = configuration;
	const credentials = await link(
		context,
		"assumeServiceRole",
	)({ roleArn, service: "lambda.amazonaws.com", session: name });
	const home = join(context.state.directory, "tmp", name);
	mkdirSync(home, { recursive: true, mode: 0o700 });
	return {
		PATH: process.env["PATH"] ?? "/usr/bin:/bin",
		HOME: home,
		TMPDIR: home,
		TZ: ":UTC",
		LANG: "en_US.UTF-8",
		NODE_COMPILE_CACHE: join(context.state.directory, "compile-cache"),
		AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
		AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
		AWS_REGION: context.region,
		AWS_DEFAULT_REGION: context.region,
		AWS_ENDPOINT_URL: context.endpoint ?? "",
		AWS_LAMBDA_FUNCTION_NAME: name,
		AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
		AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
		AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
		AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
		AWS_LAMBDA_RUNTIME_API: place.runtimeApi,
		LAMBDA_TASK_ROOT: place.taskRoot,
		LAMBDA_RUNTIME_DIR: import.meta.dirname,
		_HANDLER: handler,
		...configuration.environment,
		AWS_ACCESS_KEY_ID: credentials.accessKeyId,
		AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
		AWS_SESSION_TOKEN: credentials.sessionToken,
	};
}
