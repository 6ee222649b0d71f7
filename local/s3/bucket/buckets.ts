import type { State } from "../../state.ts";
import { refuse } from "../refuse.ts";
import type { Bucket } from "./bucket.ts";

const BUCKETS = "s3-buckets";

/** The buckets: few, so all in memory; each change is committed before it is shown. */
export class Buckets {
	readonly #state: State;
	readonly #buckets: Map<string, Bucket>;

	private constructor(state: State, buckets: Map<string, Bucket>) {
		this.#state = state;
		this.#buckets = buckets;
	}

	static async open(state: State): Promise<Buckets> {
		return new Buckets(state, new Map(await state.collection<Bucket>(BUCKETS).list()));
	}

	all(): Bucket[] {
		return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
	}

	find(name: string): Bucket | undefined {
		return this.#buckets.get(name);
	}

	byName(name: string): Bucket {
		const bucket = this.#buckets.get(name);
		if (!bucket) throw refuse.noBucket(name);
		return bucket;
	}

	async save(bucket: Bucket): Promise<Bucket> {
		await this.#state.collection<Bucket>(BUCKETS).put(bucket.name, bucket);
		this.#buckets.set(bucket.name, bucket);
		return bucket;
	}

	async remove(name: string): Promise<void> {
		await this.#state.collection(BUCKETS).delete(name);
		this.#buckets.delete(name);
	}
}

/** Names that S3 takes (user guide, "General purpose bucket naming rules"). */
export function checkBucketName(name: string): string {
	if (
		/^(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(
			name,
		)
	)
		return name;
	throw refuse.argument(`${name} is not a name for a bucket: 3 to 63 of a-z, 0-9, hyphens and dots`);
}
