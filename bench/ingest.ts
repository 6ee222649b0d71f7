import { benchEvents, type Scene } from "./events.ts";
import { cryptoFloor, sealer } from "./sealing.ts";
import { writeUnits } from "./write-units.ts";

/** What was agreed for a batch of 100 events of 1 KB (or for one event); `undefined` where a row only informs. */
interface Row {
	what: string;
	scene: Scene;
	events: number;
	units?: number;
	ratio?: number;
}

const rows: Row[] = [
	{ what: "100 events without personal values", scene: "none", events: 100, units: 0.25, ratio: 1.75 },
	{ what: "100 events, one owner box each", scene: "one", events: 100, units: 0.4, ratio: 2.5 },
	{ what: "100 events, two owner boxes each", scene: "two", events: 100, units: 0.75, ratio: 3.2 },
	{ what: "1 event, one owner box", scene: "one", events: 1, ratio: 5.5 },
	{ what: "100 events, all personal, two boxes", scene: "clerk", events: 100 },
	{ what: "100 events, all personal, one box", scene: "self", events: 100 },
];

/** CPU of this process, microseconds. */
function cpu(run: () => void): number {
	const start = process.cpuUsage();
	run();
	const { user, system } = process.cpuUsage(start);
	return user + system;
}

interface Measured {
	/** Microseconds of CPU for each event. */
	sealing: number;
	floor: number;
	ratio: number;
}

/**
 * Measures ingest's computation against the crypto floor of the same bytes. Both are measured in each turn, one right
 * after the other, and the turn of the median ratio counts: what other programs do to the machine strikes both.
 */
function measure({ scene, events }: Row, turns: number): Measured {
	const written = benchEvents(events, scene);
	const body = Buffer.from(JSON.stringify(written));
	const bytes = written.map((event) => Buffer.from(JSON.stringify(event)));
	const seal = sealer();
	const floor = cryptoFloor();
	const repeat = Math.ceil(200 / events);
	const measured: Measured[] = [];
	for (let turn = 0; turn < turns; turn++) {
		const sealing = cpu(() => {
			for (let i = 0; i < repeat; i++) seal(body);
		});
		const least = cpu(() => {
			for (let i = 0; i < repeat; i++) floor(bytes);
		});
		const per = repeat * events;
		// The first turns compile.
		if (turn * 4 >= turns)
			measured.push({ sealing: sealing / per, floor: least / per, ratio: sealing / least });
	}
	measured.sort((one, other) => one.ratio - other.ratio);
	return measured[Math.floor(measured.length / 2)] ?? { sealing: 0, floor: 0, ratio: 0 };
}

const mark = (value: number, limit: number | undefined): string =>
	limit === undefined ? "" : value <= limit ? ` (≤ ${limit})` : ` (over ${limit})`;

/** Prints one line for each row. Times depend on the machine and are only printed; write units do not, a test holds them. */
export async function benchIngest(quick: boolean): Promise<void> {
	console.log("ingest: CPU from the request's bytes to the item, against the crypto floor of the same bytes");
	for (const row of rows) {
		const { sealing, floor, ratio } = measure(row, quick ? 80 : 400);
		const units = await writeUnits(row.scene, row.events);
		console.log(
			[
				row.what.padEnd(38),
				`${sealing.toFixed(1).padStart(6)} µs/event`,
				`floor ${floor.toFixed(1)} µs`,
				`ratio ${ratio.toFixed(2)}${mark(ratio, row.ratio)}`,
				`write units/event ${units.toFixed(2)}${mark(units, row.units)}`,
			].join("  "),
		);
	}
}
