import type { Identities } from "../iam/identities.ts";
import type { Members } from "../members.ts";
import type { Caller, LocalContext } from "../service.ts";
import type { Keys } from "./keys.ts";

/** What the operations work with. */
export interface Vault {
	context: LocalContext;
	identities: Identities;
	keys: Keys;
}

/** One call: its input, each member of which must be read, and who makes it. */
export interface Call {
	operation: string;
	input: Members;
	caller: Caller;
}

/** Reads the input, ends it, authorises, acts; the result is the reply's JSON. */
export type Operation = (vault: Vault, call: Call) => Promise<Record<string, unknown>>;
