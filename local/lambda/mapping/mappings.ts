import { link } from "../../link.ts";
import type { ResourceProvider } from "../../service.ts";
import type { MappingParts } from "./batch.ts";
import { type MappingConfiguration, mappingType, readMappingConfiguration } from "./configuration.ts";
import { positions } from "./positions.ts";
import { consumeQueue } from "./queue-consumer.ts";
import { checkReaderPermissions } from "./reader-permissions.ts";
import { consumeStream } from "./stream-consumer.ts";

/** All event source mappings: made by templates, run between `start` and `stop`. */
export class Mappings {
	readonly #parts: Omit<MappingParts, "mapping">;
	readonly #running = new Map<string, { stop: AbortController; ended: Promise<void> }>();
	#started = false;

	constructor(parts: Omit<MappingParts, "mapping">) {
		this.#parts = parts;
	}

	get #records() {
		return this.#parts.context.state.collection<MappingConfiguration>("lambda-mappings");
	}

	readonly provider: ResourceProvider = {
		type: mappingType,
		apply: async (request) => {
			const mapping = readMappingConfiguration(request);
			await checkReaderPermissions(this.#parts, mapping);
			await this.#end(mapping.uuid);
			const before = await this.#records.get(mapping.uuid);
			if (mapping.kind === "stream" && before?.sourceArn !== mapping.sourceArn) await this.#begin(mapping);
			await this.#records.put(mapping.uuid, mapping);
			if (this.#started) this.#run(mapping);
			const { region, account } = request;
			const arn = `arn:aws:lambda:${region}:${account}:event-source-mapping:${mapping.uuid}`;
			return { physicalId: mapping.uuid, attributes: { Id: mapping.uuid, EventSourceMappingArn: arn } };
		},
		remove: async ({ physicalId }) => {
			await this.#end(physicalId);
			await this.#records.delete(physicalId);
			await positions(this.#parts.context.state).delete(physicalId);
		},
	};

	async start(): Promise<void> {
		this.#started = true;
		for (const [, mapping] of await this.#records.list()) this.#run(mapping);
	}

	async stop(): Promise<void> {
		this.#started = false;
		await Promise.all([...this.#running.keys()].map((uuid) => this.#end(uuid)));
	}

	/** Where a new reader of a stream starts, fixed when the mapping is made. */
	async #begin(mapping: MappingConfiguration): Promise<void> {
		const { context } = this.#parts;
		const latest =
			mapping.startingPosition === "LATEST"
				? await link(context, "latestSequence")(mapping.sourceArn)
				: undefined;
		await positions(context.state).put(mapping.uuid, latest === undefined ? {} : { after: latest });
	}

	#run(mapping: MappingConfiguration): void {
		if (!mapping.enabled || this.#running.has(mapping.uuid)) return;
		const stop = new AbortController();
		const consume = mapping.kind === "stream" ? consumeStream : consumeQueue;
		const ended = consume({ ...this.#parts, mapping }, stop.signal);
		this.#running.set(mapping.uuid, { stop, ended });
	}

	async #end(uuid: string): Promise<void> {
		const running = this.#running.get(uuid);
		this.#running.delete(uuid);
		running?.stop.abort();
		await running?.ended;
	}
}
