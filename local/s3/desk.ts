import type { AwsResponse, LocalContext } from "../service.ts";
import type { Turns } from "../turns.ts";
import type { Ask } from "./ask.ts";
import type { Buckets } from "./bucket/buckets.ts";
import type { Bytes } from "./object/bytes.ts";
import type { Versions } from "./object/versions.ts";

/** What an operation works with. */
export interface Desk {
	context: LocalContext;
	buckets: Buckets;
	versions: Versions;
	bytes: Bytes;
	/** One change of a key at a time. */
	turns: Turns;
}

/** One operation of the S3 API. It reads what it honours and ends the reading before it acts. */
export type Operation = (desk: Desk, ask: Ask, operation: string) => Promise<AwsResponse>;

/** Runs a change of one key in its turn. */
export const inTurn = <Result>(desk: Desk, bucket: string, key: string, work: () => Promise<Result>) =>
	desk.turns.take(`${bucket}\0${key}`, work);
