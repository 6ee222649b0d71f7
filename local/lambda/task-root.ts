import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AwsError } from "../service.ts";
import type { FunctionConfiguration } from "./function-configuration.ts";

/** Where a bundle lies, by its object key in the asset bucket. */
export type FindAsset = (objectKey: string) => string | undefined;

/** The folder that `LAMBDA_TASK_ROOT` names: the asset's folder in the cloud assembly, unpacked as it stands there. */
export function taskRoot(
	{ name, code, revision }: FunctionConfiguration,
	findAsset: FindAsset,
	stateDirectory: string,
): string {
	if ("inline" in code) {
		const folder = join(stateDirectory, "inline", name, revision.slice(0, 12));
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, "index.cjs"), code.inline);
		return folder;
	}
	const path = findAsset(code.asset);
	if (path === undefined || !existsSync(path))
		throw new AwsError(
			"InvalidParameterValueException",
			`the code of ${name} (${code.asset}) is not among the assets of the assembly; synthesize it again`,
		);
	if (!statSync(path).isDirectory())
		throw new AwsError(
			"InvalidParameterValueException",
			`the code of ${name} is an archive (${path}); the local cloud takes folders, as CDK leaves them`,
		);
	return path;
}
