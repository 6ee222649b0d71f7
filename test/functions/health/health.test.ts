import { describe, expect, it } from "vitest";
import { http } from "../../../functions/edge/http.ts";
import type { Probes } from "../../../functions/health/check.ts";
import { healthRoutes } from "../../../functions/health/routes.ts";
import type { Pulse } from "../../../stores/pulses.ts";
import { lambdaContext, requestEvent } from "../edge/request-event.ts";

const NOW = Date.UTC(2026, 0, 1);
const well: Probes = {
	table: { status: "ACTIVE", stream: true },
	key: "Enabled",
	pulses: [
		{ consumer: "detect", at: NOW - 1000 },
		{ consumer: "index", at: NOW - 2000 },
	],
};

function open(probes: Partial<Probes> = {}) {
	const all = { ...well, ...probes };
	const time = { now: NOW, asked: 0 };
	const give = async <Value>(value: Value | Error): Promise<Value> => {
		time.asked++;
		if (value instanceof Error) throw value;
		return value;
	};
	const clock = { now: () => time.now, sleep: () => new Promise<never>(() => {}) };
	const handler = http(
		healthRoutes({
			parts: { table: () => give(all.table), key: () => give(all.key) },
			pulses: { read: () => give(all.pulses as Pulse[] | Error) },
			clock,
		}),
		{ clock, log: () => {} },
	);
	const look = async () => {
		const answer = await handler(requestEvent({ method: "GET", path: "/v1/health" }), lambdaContext());
		return { status: answer.statusCode, json: JSON.parse(answer.body), body: answer.body };
	};
	return { look, time };
}

const statuses = (checks: Record<string, { status: string }>) =>
	Object.fromEntries(Object.entries(checks).map(([name, { status }]) => [name, status]));

describe("health", () => {
	it("is 200 and healthy with its four checks when all parts answer, without a credential", async () => {
		const { status, json } = await open().look();
		expect(status).toBe(200);
		expect(json.status).toBe("healthy");
		expect(statuses(json.checks)).toEqual({
			databaseConnectivity: "healthy",
			encryptionStatus: "healthy",
			logWriting: "healthy",
			incidentDetection: "healthy",
		});
	});
	it("is 503 when the database does not answer, and says what to do", async () => {
		const { status, json } = await open({ table: new Error("secret-table"), pulses: new Error("x") }).look();
		expect(status).toBe(503);
		expect(statuses(json.checks)).toMatchObject({
			databaseConnectivity: "unhealthy",
			logWriting: "unhealthy",
		});
		expect(json.checks.databaseConnectivity.whatToDo.length).toBeGreaterThan(10);
		expect(JSON.stringify(json)).not.toContain("secret-table");
	});
	it.each(["Disabled", "PendingDeletion", "Unavailable"])(
		"is 503 when the envelope key is %s: then nothing is written either",
		async (key) => {
			const { status, json } = await open({ key }).look();
			expect(status).toBe(503);
			expect(statuses(json.checks)).toMatchObject({ encryptionStatus: "unhealthy", logWriting: "unhealthy" });
		},
	);
	it("is degraded, and still 200, when the stream is off or one of its readers is behind", async () => {
		const off = await open({ table: { status: "ACTIVE", stream: false } }).look();
		expect([off.status, off.json.status]).toEqual([200, "degraded"]);
		const behind = await open({
			pulses: [
				{ consumer: "detect", at: NOW - 600_000 },
				{ consumer: "index", at: NOW },
			],
		}).look();
		expect([behind.status, behind.json.status]).toEqual([200, "degraded"]);
		expect(behind.json.checks.incidentDetection.message).toBe("Detection is behind");
	});
	it("is 503 when a reader of the stream keeps failing, not at its first failure", async () => {
		const failing = (since: number) =>
			open({
				pulses: [
					{ consumer: "detect", at: NOW },
					{ consumer: "index", at: NOW, failingSince: NOW - since },
				],
			}).look();
		expect((await failing(30_000)).status).toBe(200);
		const kept = await failing(180_000);
		expect(kept.status).toBe(503);
		expect(kept.json.checks.incidentDetection.message).toBe(
			"The tamper watch has been failing for 3 minutes",
		);
	});
	it("is healthy before the first event", async () => {
		expect((await open({ pulses: [] }).look()).json.status).toBe("healthy");
	});
	it("asks the parts once in five seconds, however many ask it", async () => {
		const { look, time } = open();
		await Promise.all(Array.from({ length: 50 }, look));
		expect(time.asked).toBe(3);
		time.now += 5_000;
		await look();
		expect(time.asked).toBe(6);
	});
	it("calls a part that never answers unhealthy", async () => {
		const clock = { now: () => NOW, sleep: async () => {} };
		const never = () => new Promise<never>(() => {});
		const handler = http(
			healthRoutes({ parts: { table: never, key: never }, pulses: { read: never }, clock }),
			{ clock, log: () => {} },
		);
		const answer = await handler(requestEvent({ method: "GET", path: "/v1/health" }), lambdaContext());
		expect(answer.statusCode).toBe(503);
	});
});
