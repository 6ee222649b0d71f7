import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";

/**
 * Object bytes as files below `<state>/s3`: written under a temporary name, then renamed, and only then named by
 * a version's record. A crash in between leaves a file that no record names; the daily sweep takes it away.
 */
export class Bytes {
	readonly #directory: string;
	/** Files of this process that are not yet named by a record. */
	readonly #fresh = new Set<string>();

	constructor(stateDirectory: string) {
		this.#directory = join(stateDirectory, "s3");
	}

	#path(file: string): string {
		return join(this.#directory, file.slice(0, 2), file);
	}

	async write(content: Buffer): Promise<string> {
		const { file, path } = await this.#place();
		await writeFile(`${path}.new`, content, { mode: 0o600 });
		await rename(`${path}.new`, path);
		return file;
	}

	/** One file of several, in order. */
	async join(files: readonly string[]): Promise<string> {
		const { file, path } = await this.#place();
		const out = await open(`${path}.new`, "w", 0o600);
		try {
			for (const part of files)
				for await (const piece of await this.read(part)) await out.write(piece as Buffer);
		} finally {
			await out.close();
		}
		await rename(`${path}.new`, path);
		return file;
	}

	async #place(): Promise<{ file: string; path: string }> {
		const file = randomUUID();
		this.#fresh.add(file);
		const path = this.#path(file);
		await mkdir(join(this.#directory, file.slice(0, 2)), { recursive: true, mode: 0o700 });
		return { file, path };
	}

	/** Says that a record names the file by now, or never will. */
	settled(file: string): void {
		this.#fresh.delete(file);
	}

	/** A stream of bytes `from` to `to` inclusive. The file is open when this resolves: deleting it does no harm. */
	async read(file: string, from = 0, to?: number): Promise<Readable> {
		const handle: FileHandle = await open(this.#path(file), "r");
		if (to !== undefined && to < from) {
			await handle.close();
			return Readable.from([]);
		}
		return handle.createReadStream({ start: from, ...(to === undefined ? {} : { end: to }) });
	}

	async remove(file: string): Promise<void> {
		this.#fresh.delete(file);
		await rm(this.#path(file), { force: true });
	}

	/** Takes away the files that no record names; `named` is asked after the listing, so that none is missed. */
	async removeUnnamed(named: () => Promise<ReadonlySet<string>>): Promise<number> {
		const found: string[] = [];
		for (const folder of await readdir(this.#directory).catch(() => []))
			found.push(...(await readdir(join(this.#directory, folder))));
		const candidates = found.filter((file) => !this.#fresh.has(file.replace(/\.new$/, "")));
		const kept = await named();
		const unnamed = candidates.filter((file) => !kept.has(file));
		for (const file of unnamed) await rm(this.#path(file), { force: true });
		return unnamed.length;
	}
}
