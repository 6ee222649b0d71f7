import type { Caller, LocalContext } from "../service.ts";
import type { Database } from "./database.ts";
import type { KeyUse } from "./key-use.ts";
import type { Locks } from "./locks.ts";
import type { Streams } from "./streams/streams.ts";
import type { Catalogue } from "./tables/catalogue.ts";

/** What the operations work with. */
export interface Engine {
	context: LocalContext;
	database: Database;
	catalogue: Catalogue;
	streams: Streams;
	/** Of items, by their place in the database; of tables and tokens too. */
	locks: Locks;
	keys: KeyUse;
}

/** One call, its body read. */
export interface Call {
	operation: string;
	input: Record<string, unknown>;
	caller: Caller;
}

/** Answers with the body of the reply. @throws AwsError to refuse */
export type Operation = (engine: Engine, call: Call) => Promise<object>;
