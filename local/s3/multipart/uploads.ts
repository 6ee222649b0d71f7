import type { Change, State } from "../../state.ts";
import type { Checksum, ChecksumAlgorithm } from "../checksum/checksum.ts";
import type { Description } from "../object/description.ts";
import type { Retention, Version } from "../object/version.ts";
import { refuse } from "../refuse.ts";

/** An upload in parts that was not completed yet. */
export interface Upload extends Description {
	id: string;
	bucket: string;
	key: string;
	startedAt: number;
	encryption: Version["encryption"];
	retention?: Retention;
	legalHold?: boolean;
	/** `chosen` is false where the uploader named no algorithm: then parts may bring any. */
	checksum: { algorithm: ChecksumAlgorithm; type: Checksum["type"]; chosen: boolean };
}

export interface Part {
	number: number;
	file: string;
	size: number;
	etag: string;
	lastModified: number;
	/** Base64, by the upload's algorithm. */
	checksum: string;
	/** What the uploader gave, by an algorithm of its own choice. */
	given?: { algorithm: ChecksumAlgorithm; value: string };
}

const UPLOADS = "s3-uploads";
const PARTS = "s3-parts";
const placeOf = ({ bucket, key, id }: Pick<Upload, "bucket" | "key" | "id">) => `${bucket}\0${key}\0${id}`;
const partPlace = (id: string, number: number) => `${id}\0${String(number).padStart(5, "0")}`;

/** Uploads in parts and their parts, kept until they are completed or aborted. */
export class Uploads {
	readonly #state: State;

	constructor(state: State) {
		this.#state = state;
	}

	async begin(upload: Upload): Promise<void> {
		await this.#state.collection<Upload>(UPLOADS).put(placeOf(upload), upload);
	}

	async find(bucket: string, key: string, id: string): Promise<Upload> {
		const upload = await this.#state.collection<Upload>(UPLOADS).get(placeOf({ bucket, key, id }));
		if (!upload) throw refuse.noUpload(id);
		return upload;
	}

	async of(bucket: string, prefix = ""): Promise<Upload[]> {
		const found = await this.#state.collection<Upload>(UPLOADS).list({ prefix: `${bucket}\0${prefix}` });
		return found.map(([, upload]) => upload);
	}

	async parts(id: string): Promise<Part[]> {
		return (await this.#state.collection<Part>(PARTS).list({ prefix: `${id}\0` })).map(([, part]) => part);
	}

	/** Keeps a part; gives the one that it replaces. */
	async put(id: string, part: Part): Promise<Part | undefined> {
		const parts = this.#state.collection<Part>(PARTS);
		const replaced = await parts.get(partPlace(id, part.number));
		await parts.put(partPlace(id, part.number), part);
		return replaced;
	}

	/** The changes that end an upload. */
	ended(upload: Upload, parts: readonly Part[]): Change[] {
		return [
			{ collection: UPLOADS, key: placeOf(upload), delete: true },
			...parts.map(
				({ number }): Change => ({
					collection: PARTS,
					key: partPlace(upload.id, number),
					delete: true,
				}),
			),
		];
	}

	async end(upload: Upload, parts: readonly Part[]): Promise<void> {
		await this.#state.commit(this.ended(upload, parts));
	}

	/** The files of all parts, for the sweep of unnamed files. */
	async files(): Promise<string[]> {
		return (await this.#state.collection<Part>(PARTS).list()).map(([, part]) => part.file);
	}
}
