import { ingester } from "../../functions/ingest/ingest.ts";
import type { IngestPorts } from "../../functions/ingest/ports.ts";
import { AuditTrailError } from "../../src/errors.ts";
import { type Lane, lane, tenantId } from "../../src/ledger/identifiers.ts";
import type { SegmentPlace } from "../../stores/ledger.ts";
import { memoryKeyring } from "../functions/ingest/memory-keyring.ts";
import { MemoryTables } from "../functions/ingest/memory-stores.ts";
import { type Dice, seeded } from "./seeded.ts";
import { Simulation } from "./simulation.ts";

export const acme = tenantId("acme");

/** Chances, for each write, of what may go wrong with it; and for each call, of the worker's death at it. */
export interface Faults {
	/** Not stored, and says so. */
	failed: number;
	/** Stored, and says that it was not. */
	persisted: number;
	/** Says that it was not stored, and is stored later, if it still can be. */
	late: number;
	killed: number;
}

export const noFaults: Faults = { failed: 0, persisted: 0, late: 0, killed: 0 };
export const allFaults: Faults = { failed: 0.08, persisted: 0.1, late: 0.06, killed: 0.02 };

/** Ways in which an append could have been built wrongly; each must be seen by the same run. */
export const defects = {
	"no condition": "a put replaces what stands at its place",
	"no binding": "a key is bound anew each time",
	"stale head": "after a conflict the hash of an older segment is linked to",
	"moved head": "a retry looks only behind the lane's present end",
	"lane switched on retry": "a retry is appended in another lane",
} as const;
export type Defect = keyof typeof defects;

/** The tables, and the workers that reach them through turns of the simulation. */
export class IngestWorld {
	readonly tables = new MemoryTables();
	readonly keyring = memoryKeyring();
	readonly simulation: Simulation;
	readonly dice: Dice;
	readonly #faults: Faults;
	readonly #defect: Defect | undefined;

	constructor(seed: number, faults: Faults, defect?: Defect) {
		this.dice = seeded(seed);
		this.simulation = new Simulation(this.dice, Date.UTC(2026, 10, 23, 8));
		this.#faults = faults;
		this.#defect = defect;
	}

	/** A worker of the real code. Once dead it never answers again; what it had sent may still arrive. */
	worker() {
		const { simulation, tables, dice } = this;
		const state = { dead: false, onDeath: new Set<() => void>() };
		const die = () => {
			state.dead = true;
			for (const tell of state.onDeath) tell();
		};
		const strikes = (chance: number) => chance > 0 && dice.chance(chance);
		const never = <Value>() => new Promise<Value>(() => {});
		const read = async <Value>(look: () => Value): Promise<Value> => {
			if (strikes(this.#faults.killed)) die();
			if (state.dead) return await never();
			const found = await simulation.turn(look);
			return state.dead ? await never() : found;
		};
		const write = async <Value>(act: () => Value): Promise<Value> => {
			if (strikes(this.#faults.killed)) die();
			if (state.dead) return await never();
			const lost = () => new AuditTrailError("store-unavailable");
			const done = await simulation
				.turn(() => {
					if (strikes(this.#faults.failed)) throw lost();
					if (strikes(this.#faults.late)) {
						simulation.later(act, dice.below(2_000));
						throw lost();
					}
					const result = act();
					if (strikes(this.#faults.killed)) die();
					if (strikes(this.#faults.persisted)) throw lost();
					return result;
				})
				.catch(async (error: unknown) => {
					if (state.dead) return await never<Value>();
					throw error;
				});
			return state.dead ? await never() : done;
		};
		const ports: IngestPorts = {
			ledger: {
				put: (item) => write(() => this.#put(item)),
				places: (tenant, lane, from) => this.#pages(read, () => tables.places(tenant, lane, from)),
				last: (tenant, lane) => read(() => tables.last(tenant, lane)),
			},
			requests: {
				bind: (request, binding, { replaceBefore }) =>
					write(() =>
						this.#bound(
							tables.bind(request, binding, this.#defect === "no binding" ? Infinity : replaceBefore),
						),
					),
				addSegment: (request, id) => write(() => this.#asBound(tables.addSegment(request, id))),
			},
			lanes: { register: (tenant, lane) => write(() => tables.register(tenant, lane)) },
			keyring: this.keyring,
			clock: { now: () => simulation.now, sleep: (milliseconds) => simulation.sleep(milliseconds) },
			random: (size) => Uint8Array.from({ length: size }, () => dice.below(256)),
			retentionDays: 2555,
		};
		const ingest = ingester(ports);
		return {
			state,
			/** Rejects with `worker died` when the worker does, as a connection would. */
			send: (body: string, key: string | undefined) =>
				new Promise<Awaited<ReturnType<typeof ingest>>>((resolve, reject) => {
					state.onDeath.add(() => reject(new Error("worker died")));
					if (state.dead) reject(new Error("worker died"));
					const deadline = simulation.now + 20_000;
					ingest({ tenant: acme, credential: "k1", key, body: Buffer.from(body), deadline }).then(
						resolve,
						reject,
					);
				}),
		};
	}

	#put(item: Parameters<MemoryTables["put"]>[0]): "stored" | "taken" {
		if (this.#defect !== "no condition") return this.tables.put(item);
		this.tables.puts++;
		this.tables.lane(item.tenant, item.lane)[item.seq] = item;
		return "stored";
	}

	/** A few segments a page, so that the lane may grow between two pages of one look. */
	async *#pages(read: <Value>(look: () => Value) => Promise<Value>, places: () => SegmentPlace[]) {
		const size = 1 + this.dice.below(40);
		for (let at = 0; ; at += size) {
			const all = await read(places);
			if (at >= all.length) return;
			const stale = (place: SegmentPlace, i: number): SegmentPlace => ({
				...place,
				segmentHash: all[i - 1]?.segmentHash ?? place.segmentHash,
			});
			yield (this.#defect === "stale head" ? all.map(stale) : all).slice(at, at + size);
		}
	}

	#bound<Bound extends { made: boolean; binding: Parameters<MemoryTables["bind"]>[1] }>(bound: Bound): Bound {
		return bound.made ? bound : { ...bound, binding: this.#asBound(bound.binding) };
	}

	#asBound<Binding extends { lane: Lane; head: number }>(binding: Binding): Binding {
		if (this.#defect === "lane switched on retry")
			return { ...binding, lane: lane((binding.lane + 1) % 4), head: -1 };
		if (this.#defect === "moved head")
			return { ...binding, head: this.tables.last(acme, binding.lane)?.seq ?? -1 };
		return binding;
	}
}
