import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes the state directory, for its owner only; throws where that cannot be. One level after the other, because
 * Node's own recursive way never ends on file systems that refuse with ENOENT, such as /proc.
 */
export function makeStateDirectory(directory: string): void {
	if (!existsSync(directory)) {
		if (dirname(directory) !== directory) makeStateDirectory(dirname(directory));
		mkdirSync(directory, { mode: 0o700 });
	}
	accessSync(directory, constants.W_OK);
}
