import type { Change, State } from "../../state.ts";
import { refuse } from "../refuse.ts";
import type { Version } from "./version.ts";

const VERSIONS = "s3-versions";
/** Turns order round, so that the newest version of a key comes first. */
const LAST = 999_999_999_999;
const PAGE = 500;

/** The order of keys in S3: by the bytes of UTF-8. */
export const compareKeys = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const prefixOf = (bucket: string, key: string) => `${bucket}\0${key}\0`;
const placeOf = ({ bucket, key, order }: Version) =>
	`${prefixOf(bucket, key)}${String(LAST - order).padStart(12, "0")}`;

/** All versions of all objects, ordered by bucket, key (UTF-8 bytes, as S3 lists) and age, newest first. */
export class Versions {
	readonly #state: State;

	constructor(state: State) {
		this.#state = state;
	}

	get #collection() {
		return this.#state.collection<Version>(VERSIONS);
	}

	async newest(bucket: string, key: string): Promise<Version | undefined> {
		const [first] = await this.#collection.list({ prefix: prefixOf(bucket, key), limit: 1 });
		return first?.[1];
	}

	async of(bucket: string, key: string): Promise<Version[]> {
		return (await this.#collection.list({ prefix: prefixOf(bucket, key) })).map(([, version]) => version);
	}

	/** A version by its id, or the newest where none is named; `undefined` where the key has none. */
	async find(bucket: string, key: string, versionId: string | undefined): Promise<Version | undefined> {
		if (versionId === undefined) return this.newest(bucket, key);
		const found = (await this.of(bucket, key)).find((version) => version.versionId === versionId);
		if (!found) throw refuse.noVersion(key, versionId);
		return found;
	}

	stored(version: Version): Change {
		return { collection: VERSIONS, key: placeOf(version), value: version };
	}

	gone(version: Version): Change {
		return { collection: VERSIONS, key: placeOf(version), delete: true };
	}

	async commit(changes: readonly Change[]): Promise<void> {
		await this.#state.commit(changes);
	}

	/** Versions of a bucket whose keys begin with `prefix` and come after `after` (a key, all its versions excluded). */
	async *walk(bucket: string, prefix = "", after?: string): AsyncGenerator<Version> {
		const before = after !== undefined && !after.startsWith(prefix) ? compareKeys(after, prefix) : 0;
		if (before > 0) return;
		// Digits follow the separator, so U+FFFF lies behind all versions of the key and before every other key.
		let place = after === undefined || before < 0 ? undefined : `${bucket}\0${after}\0\uffff`;
		for (;;) {
			const page = await this.#collection.list({
				prefix: `${bucket}\0${prefix}`,
				limit: PAGE,
				...(place === undefined ? {} : { after: place }),
			});
			for (const [, version] of page) yield version;
			place = page.at(-1)?.[0];
			if (page.length < PAGE || place === undefined) return;
		}
	}

	/** The versions of a bucket, key by key. */
	async *keys(bucket: string, prefix = "", after?: string): AsyncGenerator<[Version, ...Version[]]> {
		let group: [Version, ...Version[]] | undefined;
		for await (const version of this.walk(bucket, prefix, after)) {
			if (group && group[0].key === version.key) group.push(version);
			else {
				if (group) yield group;
				group = [version];
			}
		}
		if (group) yield group;
	}
}
