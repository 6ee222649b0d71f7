import { describe, expect, it } from "vitest";
import type { IngestAnswer } from "../../functions/ingest/ingest.ts";
import { AuditTrailError } from "../../src/errors.ts";
import { lane as laneOf } from "../../src/ledger/identifiers.ts";
import { readEvents } from "../../src/ledger/read-events.ts";
import { sha256 } from "../../src/ledger/sha256.ts";
import { LaneVerification } from "../../src/ledger/verify-lane.ts";
import { acme, allFaults, type Defect, defects, type Faults, IngestWorld, noFaults } from "./ingest-world.ts";

const SEEDS = 1000;
const CLIENTS = 4;
const BATCHES = 3;
const TRIES = 8;

interface Batch {
	key: string | undefined;
	body: string;
	ids: string[];
	answers: IngestAnswer[];
}

/** Clients that send batches to any of three workers, again and again under one key until one answers, and beyond. */
async function play(
	seed: number,
	faults: Faults,
	defect?: Defect,
): Promise<{ world: IngestWorld; batches: Batch[]; surprises: unknown[] }> {
	const world = new IngestWorld(seed, faults, defect);
	const { dice, simulation } = world;
	const workers = Array.from({ length: 3 }, () => world.worker());
	const batches: Batch[] = [];
	const send = async (batch: Batch) => {
		const at = dice.below(workers.length);
		if (workers[at]?.state.dead !== false) workers[at] = world.worker();
		const answer = await workers[at]?.send(batch.body, batch.key);
		if (answer) batch.answers.push(answer);
	};
	const client = async (number: number) => {
		for (let i = 0; i < BATCHES; i++) {
			const batch = newBatch(`${number}-${i}`, 1 + dice.below(3), dice.chance(0.15));
			batches.push(batch);
			// A retry may come while the first attempt is still at work.
			const twin = batch.key !== undefined && dice.chance(0.3) ? send(batch).catch(refused) : undefined;
			for (let tried = 0; tried < (batch.key === undefined ? 1 : TRIES); tried++) {
				await send(batch).catch(refused);
				if (batch.answers.length > 0 && !dice.chance(0.3)) break;
				await simulation.sleep(dice.below(400));
			}
			await twin;
		}
	};
	const clients = Promise.allSettled(Array.from({ length: CLIENTS }, (_, number) => client(number)));
	await simulation.run();
	const surprises = (await clients).flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
	return { world, batches, surprises };
}

function newBatch(name: string, events: number, keyless: boolean): Batch {
	const ids = Array.from({ length: events }, (_, i) => `e-${name}-${i}`);
	const body = JSON.stringify(
		ids.map((id, i) => ({
			// Every other event gets its id from the server: it has to be the same on every retry.
			...(i % 2 === 0 && { id }),
			occurredAt: "2026-11-23T07:00:00Z",
			action: "user.login",
			actor: { type: "user", id: `u${i}` },
			resource: { type: "app", id: id },
			outcome: "success",
		})),
	);
	return { key: keyless ? undefined : `key-${name}`, body, ids, answers: [] };
}

/** What a client may be told instead of an answer; anything else is a fault of the code. */
function refused(error: unknown): void {
	const temporary = ["store-unavailable", "ledger-contended", "deadline-exceeded"];
	if (error instanceof AuditTrailError && temporary.includes(error.code)) return;
	if (error instanceof Error && error.message === "worker died") return;
	throw error;
}

/** Everything that must hold at the end of a run; throws where it does not. */
async function judge({ world, batches }: Awaited<ReturnType<typeof play>>): Promise<void> {
	const refsOf = new Map<string, string[]>();
	const hashOf = new Map<string, string>();
	for (const [name, items] of world.tables.lanes) {
		const lane = laneOf(Number(name.split("#")[1]));
		const registered = world.tables.registered.has(name);
		const verification = new LaneVerification({
			tenant: acme,
			lane,
			registered,
			now: world.simulation.now,
			sha256,
		});
		for (const item of items) {
			if (!item) continue;
			verification.add(item);
			for (const { ref, event } of await readEvents(item, world.keyring)) {
				const place = `${ref.lane}.${ref.seq}.${ref.index}`;
				refsOf.set(event.resource.id, [...(refsOf.get(event.resource.id) ?? []), place]);
				hashOf.set(place, `${Buffer.from(item.segmentHash).toString("hex")} ${event.id}`);
			}
		}
		const verdict = verification.end();
		if (items.length > 0) expect(verdict.firstBreak).toBeUndefined();
	}
	for (const { answers, ids } of batches) {
		// Counted by what the events are about, so that an id made twice would not hide a second copy.
		for (const id of ids) expect(refsOf.get(id)?.length ?? 0, id).toBeLessThanOrEqual(1);
		const [first] = answers;
		if (!first) continue;
		for (const answer of answers) expect(answer).toEqual(first);
		for (const [i, { id, status, receipt }] of first.results.entries()) {
			expect(status).toBe("accepted");
			expect(refsOf.get(ids[i] ?? "")).toEqual([receipt?.ref]);
			expect(hashOf.get(receipt?.ref ?? "")).toBe(`${receipt?.segmentHash} ${id}`);
		}
	}
}

describe("ingest, whatever fails on the way", () => {
	it(`keeps every acknowledged event once and answers a key the same, in ${SEEDS} seeded runs`, async () => {
		let answered = 0;
		let unanswered = 0;
		for (let seed = 1; seed <= SEEDS; seed++) {
			const played = await play(seed, allFaults);
			await judge(played).catch((error: unknown) => {
				throw new Error(`seed ${seed}`, { cause: error });
			});
			expect(played.surprises, `seed ${seed}`).toEqual([]);
			for (const { answers } of played.batches) answers.length > 0 ? answered++ : unanswered++;
		}
		// A run in which nothing got through would prove nothing.
		expect(answered).toBeGreaterThan(10 * unanswered);
	});

	it.each(Object.keys(defects) as Defect[])("would not pass with the defect: %s", async (defect) => {
		let caught = 0;
		for (let seed = 1; seed <= SEEDS && caught === 0; seed++)
			await play(seed, allFaults, defect)
				.then(judge)
				.catch(() => caught++);
		expect(caught).toBe(1);
	});

	it("needs at most 1.2 attempts for each of 64 writers' commits", async () => {
		const commits = 100;
		const world = new IngestWorld(64, noFaults);
		const writers = Promise.all(
			Array.from({ length: 64 }, async (_, writer) => {
				const worker = world.worker();
				for (let i = 0; i < commits; i++)
					await worker.send(newBatch(`${writer}-${i}`, 1, false).body, `${writer}-${i}`);
			}),
		);
		await world.simulation.run();
		await writers;
		const stored = [...world.tables.lanes.values()].reduce((sum, items) => sum + items.length, 0);
		expect(stored).toBe(64 * commits);
		const attempts = world.tables.puts / stored;
		console.log(
			`64 writers, ${commits} commits each: ${attempts.toFixed(3)} attempts per commit, ${world.tables.lanes.size} lanes`,
		);
		expect(attempts).toBeLessThanOrEqual(1.2);
	});
});
