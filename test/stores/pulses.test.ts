import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pulseStore } from "../../stores/pulses.ts";
import { openTables } from "./tables.ts";

let tables: Awaited<ReturnType<typeof openTables>>;
beforeAll(async () => {
	tables = await openTables("Watch");
});
afterAll(() => tables.close());

describe("pulses", () => {
	it("remember since when batches fail, until one passes", async () => {
		const pulses = pulseStore(tables.dynamodb, "Watch");
		expect(await pulses.read()).toEqual([]);
		await pulses.beat("detect", 100, true);
		await pulses.beat("detect", 200, true);
		await pulses.beat("index", 150, false);
		expect(await pulses.read()).toEqual([
			{ consumer: "detect", at: 200, failingSince: 100 },
			{ consumer: "index", at: 150 },
		]);
		await pulses.beat("detect", 300, false);
		expect((await pulses.read())[0]).toEqual({ consumer: "detect", at: 300 });
	});
});
