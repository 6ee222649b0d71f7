import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** `endpoints.json`: where this local cloud listens and with which keys; readable by its owner only. */
export interface Endpoints {
	/** Prefix of `/v1`. */
	api: string;
	/** Endpoint for any AWS client. */
	aws: string;
	region: string;
	/** API keys of the sample tenant, by role. */
	keys: Record<string, string>;
	/** Of the account's administrator. */
	credentials: { accessKeyId: string; secretAccessKey: string };
	/** `POST <aws>/_local/faults` and its neighbours take this token as bearer. */
	local: { token: string };
}

const place = (directory: string) => join(directory, "endpoints.json");

/** Never seen half written. */
export function writeEndpoints(directory: string, endpoints: Endpoints): void {
	const draft = `${place(directory)}.${process.pid}`;
	writeFileSync(draft, `${JSON.stringify(endpoints, undefined, "\t")}\n`, { mode: 0o600 });
	renameSync(draft, place(directory));
}

/** The keys of an earlier start; they go on to work. */
export function knownKeys(directory: string): Record<string, string> {
	try {
		const { keys } = JSON.parse(readFileSync(place(directory), "utf8")) as Partial<Endpoints>;
		return keys ?? {};
	} catch {
		return {};
	}
}
