import { Refusal } from "../../local/cloudformation/refusal.ts";

/** Why it cannot start, in a sentence that says what to do. */
export function startRefusal(
	error: unknown,
	{ port, directory }: { port: number; directory: string },
): string {
	const code = codes(error);
	if (code.includes("EADDRINUSE"))
		return `port ${port} or ${port + 1} is taken; choose another with --port, or end the process that has it`;
	if (code.includes("LEVEL_LOCKED"))
		return `another process works on ${directory}; end it, or choose another directory with --state`;
	if (code.some((name) => ["EACCES", "EROFS", "EPERM", "ENOTDIR", "EEXIST", "ENOENT"].includes(name)))
		return `${directory} cannot be written; choose another directory with --state`;
	if (code.includes("ENOSPC")) return `there is no space left for ${directory}`;
	if (error instanceof Refusal) return `the template cannot be deployed here: ${error.message}`;
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Error codes from the outermost cause to the innermost. */
function codes(error: unknown): string[] {
	const found: string[] = [];
	for (let at = error; at instanceof Error; at = at.cause)
		if ("code" in at && typeof at.code === "string") found.push(at.code);
	return found;
}
