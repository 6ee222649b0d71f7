import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.ts";

/** Roles whose keys a local cloud writes down. */
export const keyNames = ["producer", "analyst", "auditor", "operator", "administrator"] as const;
export type KeyName = (typeof keyNames)[number];

/** `endpoints.json` of a state directory: where a local cloud listens, and with which keys. */
export interface Endpoints {
	/** Prefix of `/v1`. */
	api: string;
	/** Endpoint for any AWS client. */
	aws?: string;
	region?: string;
	keys: Partial<Record<KeyName, string>>;
	credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** @returns `undefined` where the directory has no such file @throws Failure where it does not read */
export function readEndpoints(directory: string): Endpoints | undefined {
	const path = join(directory, "endpoints.json");
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (cause) {
		if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
		throw new Failure(`${path} cannot be read`, { cause, mend: "Check that the file is yours." });
	}
	try {
		const value: unknown = JSON.parse(text);
		if (isEndpoints(value)) return value;
	} catch {
		// Falls through to the same refusal.
	}
	throw new Failure(`${path} is not what a local cloud writes`, {
		mend: "Start the local cloud once more with `npm start`: it writes the file anew.",
	});
}

function isEndpoints(value: unknown): value is Endpoints {
	if (typeof value !== "object" || value === null) return false;
	const { api, keys } = value as Record<string, unknown>;
	return typeof api === "string" && typeof keys === "object" && keys !== null;
}
