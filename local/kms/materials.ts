import {
	createPrivateKey,
	createPublicKey,
	createSecretKey,
	generateKeyPairSync,
	type KeyObject,
	randomBytes,
} from "node:crypto";
import {
	closeSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	unlinkSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import type { KeySpec } from "./key-spec.ts";

interface Stored {
	spec: KeySpec;
	/** Base64 of secret bytes, or of a private key in PKCS #8; rotation appends. */
	versions: string[];
}

/**
 * Key material, one file a key (mode 0600) in a directory that holds nothing else: a key that is destroyed is a file
 * that is gone, with no older copy of it in a log or a table file.
 */
export class Materials {
	readonly #directory: string;
	readonly #loaded = new Map<string, KeyObject[]>();

	constructor(stateDirectory: string) {
		this.#directory = join(stateDirectory, "kms");
		mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
	}

	/** Ids of all keys that have material. */
	ids(): string[] {
		return readdirSync(this.#directory)
			.filter((name) => name.endsWith(".json"))
			.map((name) => name.slice(0, -".json".length));
	}

	/** Draws the first version of a new key, or one more; on disk when it returns. */
	grow(id: string, spec: KeySpec): void {
		const versions = this.#load(id);
		this.#write(id, { spec, versions: [...versions, draw(spec)].map(exported) });
		this.#loaded.delete(id);
	}

	versions(id: string): number {
		return this.#load(id).length;
	}

	/** The secret or private key of a version, from 0; `undefined` where there is none. */
	key(id: string, version: number): KeyObject | undefined {
		return this.#load(id)[version];
	}

	publicKey(id: string): KeyObject | undefined {
		const key = this.key(id, 0);
		return key && createPublicKey(key);
	}

	/** Destroys every version; may be called again. */
	destroy(id: string): void {
		this.#loaded.delete(id);
		try {
			unlinkSync(this.#path(id));
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
		}
	}

	#path(id: string): string {
		return join(this.#directory, `${id}.json`);
	}

	#load(id: string): KeyObject[] {
		const known = this.#loaded.get(id);
		if (known) return known;
		let text: string;
		try {
			text = readFileSync(this.#path(id), "utf8");
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
			throw error;
		}
		const { spec, versions } = JSON.parse(text) as Stored;
		const keys = versions.map((version) => imported(spec, Buffer.from(version, "base64")));
		this.#loaded.set(id, keys);
		return keys;
	}

	/** Written beside and renamed: a cut leaves the old file or the new one, never half of one. */
	#write(id: string, stored: Stored): void {
		const beside = `${this.#path(id)}.new`;
		const file = openSync(beside, "w", 0o600);
		try {
			writeSync(file, JSON.stringify(stored));
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		renameSync(beside, this.#path(id));
	}
}

const secretBytes: Readonly<Partial<Record<KeySpec, number>>> = {
	SYMMETRIC_DEFAULT: 32,
	HMAC_224: 28,
	HMAC_256: 32,
	HMAC_384: 48,
	HMAC_512: 64,
};

function draw(spec: KeySpec): KeyObject {
	const bytes = secretBytes[spec];
	if (bytes !== undefined) return createSecretKey(randomBytes(bytes));
	if (spec === "ECC_NIST_EDWARDS25519") return generateKeyPairSync("ed25519").privateKey;
	return generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;
}

const exported = (key: KeyObject): string =>
	(key.type === "secret" ? key.export() : key.export({ type: "pkcs8", format: "der" })).toString("base64");

const imported = (spec: KeySpec, bytes: Buffer): KeyObject =>
	secretBytes[spec] === undefined
		? createPrivateKey({ key: bytes, type: "pkcs8", format: "der" })
		: createSecretKey(bytes);
