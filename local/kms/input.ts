import type { Members } from "../members.ts";
import { refuse } from "./refuse.ts";

/** Bytes in base64, of 1 to `most`. */
export function blob(input: Members, name: string, most: number): Buffer {
	const text = input.text(name);
	const bytes = Buffer.from(text, "base64");
	if (bytes.toString("base64").replace(/=+$/, "") !== text.replace(/=+$/, ""))
		throw refuse.validation(`${input.where}: ${name} is not base64`);
	if (bytes.length < 1 || bytes.length > most)
		throw refuse.validation(`${input.where}: ${name} must have a length of 1 to ${most}`);
	return bytes;
}

/** An encryption context: names and values that must be given again to decrypt. */
export function encryptionContext(input: Members, name = "EncryptionContext"): Record<string, string> {
	const value = input.any(name) ?? {};
	if (typeof value !== "object" || Array.isArray(value))
		throw refuse.validation(`${input.where}: ${name} is not an object`);
	return Object.fromEntries(
		Object.entries(value).map(([key, text]: [string, unknown]) => {
			if (typeof text !== "string") throw refuse.validation(`${input.where}: ${name} takes texts`);
			return [key, text];
		}),
	);
}

/** Ends the input of a cryptographic call; grants and dry runs are not simulated. */
export function endUse(input: Members): void {
	if ((input.texts("GrantTokens") ?? []).length > 0)
		throw refuse.unsupported(`${input.where}: grants are not simulated; leave GrantTokens out`);
	if (input.flag("DryRun")) throw refuse.unsupported(`${input.where}: DryRun is not simulated; leave it out`);
	input.end();
}
