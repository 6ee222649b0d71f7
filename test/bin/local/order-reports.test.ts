import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { orderReports } from "../../../bin/local/order-reports.ts";
import type { SampleRecord } from "../../../bin/local/sample-record.ts";
import { fakeTrial } from "./trial.ts";

const day = Date.UTC(2026, 4, 5);
const record = (): SampleRecord => ({
	seed: 1,
	day,
	events: 0,
	sent: 0,
	sealed: 0,
	comparable: true,
	reports: {},
});

/** An API whose reports are ready after so many looks; never for what `stuck` names. */
function assessing(looks: number, stuck?: string) {
	const ordered: { framework: string; from: string; to: string }[] = [];
	const seen = new Map<string, number>();
	const answer = (path: string, init: { method?: string; body?: unknown }): unknown => {
		if (init.method === "POST") {
			const order = JSON.parse(String(init.body)) as (typeof ordered)[number];
			ordered.push(order);
			return { id: `rep_${order.framework}`, framework: order.framework, state: "queued" };
		}
		const id = path.split("/").at(-1) ?? "";
		if (id.endsWith("?format=html")) return `<p>${id}</p>`;
		seen.set(id, (seen.get(id) ?? 0) + 1);
		const ready = (seen.get(id) ?? 0) > looks && id !== `rep_${stuck}`;
		return { id, state: ready ? "ready" : "running" };
	};
	return { answer, ordered };
}

describe("ordering reports", () => {
	it("orders one of each framework for the sample day, waits for them and saves their pages", async () => {
		const api = assessing(3);
		const { trial } = fakeTrial(day, api.answer);
		const reports = await orderReports(trial, record());
		expect(api.ordered).toEqual(
			["gdpr", "hipaa", "soc2", "iso27001"].map((framework) => ({
				framework,
				from: "2026-05-05T00:00:00.000Z",
				to: "2026-05-06T00:00:00.000Z",
			})),
		);
		for (const { framework, state, path } of reports) {
			expect(state).toBe("ready");
			expect(readFileSync(path ?? "", "utf8")).toBe(`<p>rep_${framework}?format=html</p>`);
		}
	});

	it("orders none a second time", async () => {
		const api = assessing(0);
		const { trial } = fakeTrial(day, api.answer);
		const known = record();
		await orderReports(trial, known);
		await orderReports(trial, known);
		expect(api.ordered).toHaveLength(4);
	});

	it("gives up on one that does not come, and says in which state it is", async () => {
		const { trial } = fakeTrial(day, assessing(0, "soc2").answer);
		const reports = await orderReports(trial, record());
		expect(reports.map(({ framework, state, path }) => [framework, state, path !== undefined])).toEqual([
			["gdpr", "ready", true],
			["hipaa", "ready", true],
			["soc2", "running", false],
			["iso27001", "ready", true],
		]);
	});
});
