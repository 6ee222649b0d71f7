import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../../cli/main.ts";
import { identify } from "../../functions/authorize/identify.ts";
import { http } from "../../functions/edge/http.ts";
import { logLines } from "../../functions/edge/log.ts";
import { enroll } from "../../functions/enroll/enroll.ts";
import { ingestRoutes } from "../../functions/ingest/routes.ts";
import { manageRoutes } from "../../functions/manage/routes.ts";
import { queryRoutes } from "../../functions/query/routes.ts";
import { tenantReads } from "../../functions/query/tenant-reads.ts";
import { apiKeys } from "../../stores/api-keys.ts";
import { channelSeal } from "../../stores/channel-seal.ts";
import { channelStore } from "../../stores/channels.ts";
import { credentialStore } from "../../stores/credentials.ts";
import { incidentStore } from "../../stores/incidents.ts";
import { keyRegister } from "../../stores/key-register.ts";
import { keyring, readingKeyring } from "../../stores/keyring.ts";
import { laneStore } from "../../stores/lanes.ts";
import { ledgerStore } from "../../stores/ledger.ts";
import { pepper } from "../../stores/pepper.ts";
import { reportStore } from "../../stores/reports.ts";
import { requestStore } from "../../stores/requests.ts";
import { tenantStore } from "../../stores/tenants.ts";
import { gateway } from "../cli/cli.ts";
import { fakeKms } from "../stores/fake-kms.ts";
import { openTables } from "../stores/tables.ts";

const names = {
	LEDGER_TABLE: "Ledger",
	TENANTS_TABLE: "Tenants",
	WATCH_TABLE: "Watch",
	INCIDENTS_TABLE: "Incidents",
	REPORTS_TABLE: "Reports",
	REPORTS_BUCKET: "none",
};
/** Lines of a synthetic host; the addresses are reserved for documentation (RFC 5737). */
const sshd = [
	"Dec 10 06:55:46 web sshd[1]: Invalid user webmaster from 192.0.2.7",
	"Dec 10 06:55:48 web sshd[1]: Failed password for invalid user webmaster from 192.0.2.7 port 38926 ssh2",
	"Dec 10 06:55:49 web sshd[1]: Failed password for root from 192.0.2.7 port 38927 ssh2",
	"Dec 10 09:32:20 web sshd[2]: Accepted password for fztu from 198.51.100.9 port 49116 ssh2",
].join("\n");

/** The functions as they are deployed, over tables in memory; keys come by enrolment and administration. */
async function deploy() {
	const tables = await openTables(
		"Ledger",
		"Keys",
		"Tenants",
		"Credentials",
		"Requests",
		"Watch",
		"Incidents",
		"Reports",
	);
	const { dynamodb } = tables;
	const { kms, state } = fakeKms();
	const lines: string[] = [];
	const now = () => Date.now();
	const clock = { now, sleep: async () => {} };
	const random = (length: number) => randomBytes(length);
	const edge = { clock, log: logLines((line) => lines.push(line), now) };
	const credentials = credentialStore(dynamodb, "Credentials");
	const register = keyRegister(dynamodb, "Tenants");
	const keysWith = (open: ReturnType<typeof pepper>["open"]) =>
		apiKeys({ credentials, register, pepper: open, random, now });
	const { make } = pepper(kms, "envelope", credentials);
	const { open } = pepper(kms, "envelope", credentials);
	const tenantKeys = keyring({ dynamodb, kms, table: "Keys", envelopeKey: "envelope", now });
	const handlers = [
		ingestRoutes({
			ledger: ledgerStore(dynamodb, "Ledger"),
			requests: requestStore(dynamodb, "Requests"),
			lanes: laneStore(dynamodb, "Tenants"),
			keyring: tenantKeys,
			clock,
			random,
			retentionDays: 30,
		}),
		manageRoutes({
			keys: keysWith(open),
			channels: channelStore(dynamodb, "Tenants"),
			seal: channelSeal(kms, "alerts").seal,
			incidents: incidentStore(dynamodb, "Incidents"),
			reports: reportStore(dynamodb, "Reports"),
			assess: { send: async () => {} },
			random,
			now,
		}),
		queryRoutes({
			reads: async () =>
				tenantReads(
					{ dynamodb, kms, s3: undefined as never },
					readingKeyring({ dynamodb, kms, table: "Keys", now }),
					names,
				),
			now,
		}),
	].map((routes) => ({ routes, handler: http(routes, edge) }));
	const fetch = gateway(
		(route) => handlers.find(({ routes }) => route in routes)?.handler,
		(authorization) => identify(authorization, { credentials, pepper: open, now }),
	);
	const enrol = (tenant: string) =>
		enroll(
			{ tenant },
			{
				tenants: tenantStore(dynamodb, "Tenants"),
				keys: keysWith(make),
				makeKeys: async (id) => {
					await tenantKeys.sealingKey(id);
				},
				now,
			},
		);
	const run = async (key: string, ...argv: string[]) => {
		let out = "";
		let err = "";
		const exit = await main({
			argv,
			environment: { AUDIT_TRAIL_URL: "http://api.test", AUDIT_TRAIL_KEY: key },
			stdout: { write: (text) => (out += text) },
			stderr: { write: (text) => (err += text) },
			fetch,
			timing: { ...clock, random: Math.random },
		});
		return { exit, out, err };
	};
	/** An administrator's work: a key for a role. */
	const hire = async (administrator: string, role: string) =>
		(await run(administrator, "keys", "create", "--name", role, "--role", role)).out.trim();
	return { enrol, run, hire, fetch, lines, kms: state, tables };
}

let cloud: Awaited<ReturnType<typeof deploy>>;
let producer: string;
let auditor: string;
let administrator: string;
beforeAll(async () => {
	cloud = await deploy();
	administrator = (await cloud.enrol("acme")).key;
	producer = await cloud.hire(administrator, "producer");
	auditor = await cloud.hire(administrator, "auditor");
});
afterAll(() => cloud.tables.close());

const file = async (name: string, text: string) => {
	const { mkdtemp, writeFile } = await import("node:fs/promises");
	const { tmpdir } = await import("node:os");
	const path = join(await mkdtemp(join(tmpdir(), "audit-trail-way-")), name);
	await writeFile(path, text);
	return path;
};

describe("an event's way", () => {
	it("leads from a tenant's enrolment to a verified ledger", async () => {
		const one = ["--actor", "user:ada", "--resource", "record:4711", "--subject", "patient:p-17"];
		const sent = await cloud.run(producer, "send", "--action", "record.read", ...one);
		expect([sent.exit, sent.err]).toEqual([0, ""]);
		const path = await file("auth.log", sshd);
		const imported = await cloud.run(
			producer,
			"import",
			"--format",
			"sshd",
			"--year",
			"2017",
			"--json",
			path,
		);
		expect([imported.exit, imported.err]).toEqual([0, ""]);
		expect(JSON.parse(imported.out)).toMatchObject({ events: 3, accepted: 3, unmapped: 1 });

		const listed = JSON.parse((await cloud.run(auditor, "events", "--json")).out);
		expect(listed).toHaveLength(4);
		expect(listed.at(-1).event).toMatchObject({
			action: "record.read",
			actor: { type: "user", id: "ada" },
			subject: { type: "patient", id: "p-17" },
		});
		expect(
			JSON.parse((await cloud.run(auditor, "events", "--json", "--outcome", "failure")).out),
		).toHaveLength(2);

		const verified = await cloud.run(auditor, "verify", "--json");
		expect(verified.exit).toBe(0);
		expect(JSON.parse(verified.out)).toEqual({
			verdict: "VALID",
			segments: 2,
			events: 4,
			integrity: { verified: 4, total: 4, score: 1 },
		});
	});

	it("is not gone twice: the same import again changes nothing", async () => {
		const path = await file("auth.log", sshd);
		const again = await cloud.run(producer, "import", "--format", "sshd", "--year", "2017", "--json", path);
		expect(JSON.parse(again.out)).toMatchObject({ accepted: 3 });
		expect(JSON.parse((await cloud.run(auditor, "verify", "--json")).out)).toMatchObject({ events: 4 });
	});

	it("is closed to every other role, to strangers, and to other tenants", async () => {
		const denied = await cloud.run(administrator, "events");
		expect([denied.exit, denied.err]).toEqual([2, expect.stringContaining("events:read")]);
		expect((await cloud.run(producer, "events")).exit).toBe(2);
		const stranger = await cloud.run(`at_${"a".repeat(16)}_${"A".repeat(43)}`, "events");
		expect([stranger.exit, stranger.err]).toEqual([2, expect.stringContaining("not valid")]);
		const other = await cloud.hire((await cloud.enrol("other")).key, "auditor");
		expect(JSON.parse((await cloud.run(other, "events", "--json")).out)).toEqual([]);
		expect((await cloud.fetch("http://api.test/v1/events/0.0.0", as(other))).status).toBe(404);
	});

	it("is closed to hostile bodies: problem documents, and nothing is kept of them", async () => {
		const event = {
			occurredAt: "2026-01-01T00:00:00Z",
			action: "marker.action",
			actor: { type: "service", id: "marker-90210" },
			resource: { type: "b", id: "c" },
			outcome: "success",
		};
		const text = JSON.stringify(event);
		const bodies: (string | Uint8Array)[] = [
			"",
			"null",
			"7",
			"[]",
			"{}",
			'{"events":[]}',
			text.slice(0, -1),
			`${text}${text}`,
			text.replace('"b"', '"b","type":"marker-90210"'),
			text.replace("{", '{"__proto__":{"outcome":"marker-90210"},'),
			text.replace("{", '{"constructor":{"prototype":{"x":"marker-90210"}},'),
			text.replace("marker-90210", "marker-90210\\ud800"),
			text.replace("{", '{"sequence":12345678901234567890,'),
			text.replace("{", `{"details":${'{"a":'.repeat(5000)}1${"}".repeat(5000)},`),
			text.replace("{", '{"details":[],'),
			JSON.stringify({ ...event, actor: "marker-90210" }),
			JSON.stringify({ ...event, unknown: "marker-90210" }),
			JSON.stringify({ ...event, tenant: "other" }),
			JSON.stringify({ ...event, reason: "marker-90210".repeat(10_000) }),
			JSON.stringify(Array.from({ length: 501 }, () => event)),
			JSON.stringify(Array.from({ length: 400 }, () => ({ ...event, reason: "marker-90210".padEnd(4000) }))),
			JSON.stringify([
				{ ...event, retentionClass: "standard" },
				{ ...event, retentionClass: "one-year" },
			]),
			`"${"marker-90210".repeat(500_000)}"`,
		];
		const before = (await cloud.run(auditor, "verify", "--json")).out;
		for (const body of bodies) {
			const answer = await cloud.fetch("http://api.test/v1/events", {
				...as(producer),
				method: "POST",
				body: body as string,
			});
			const what = String(body).slice(0, 80);
			expect(answer.status, what).toBeGreaterThanOrEqual(400);
			expect(answer.status, what).toBeLessThan(500);
			expect(answer.headers.get("content-type"), what).toBe("application/problem+json");
			expect(await answer.text(), what).not.toContain("marker-90210");
		}
		expect((await cloud.run(auditor, "verify", "--json")).out).toBe(before);
		expect(cloud.lines.join()).not.toContain("marker");
	});

	it("leaves no value of an event, and no key, in the tables or the log", async () => {
		const { ScanCommand } = await import("@aws-sdk/client-dynamodb");
		let stored = "";
		for (const table of ["Ledger", "Keys", "Tenants", "Credentials", "Requests"]) {
			const { Items = [] } = await cloud.tables.dynamodb.send(new ScanCommand({ TableName: table }));
			stored += JSON.stringify(Items, (_, value) =>
				value instanceof Uint8Array || value?.type === "Buffer"
					? Buffer.from(value.data ?? value).toString("latin1")
					: value,
			);
		}
		expect(stored).toContain("acme");
		for (const marker of ["webmaster", "p-17", "192.0.2.7", "4711", "record.read", producer.slice(20)]) {
			expect(stored).not.toContain(marker);
			expect(cloud.lines.join()).not.toContain(marker);
		}
	});

	it("ends while the envelope key is disabled: nothing is acknowledged, nothing is read", async () => {
		// Another worker, which has no key in its memory.
		const cold = await deploy();
		const key = (await cold.enrol("cold")).key;
		const sender = await cold.hire(key, "producer");
		cold.kms.disabled = true;
		const answer = await cold.fetch("http://api.test/v1/events", {
			...as(sender),
			method: "POST",
			body: JSON.stringify({
				occurredAt: new Date().toISOString(),
				action: "a",
				actor: { type: "user", id: "ada" },
				resource: { type: "b", id: "c" },
				outcome: "success",
			}),
		});
		expect(answer.status).toBe(503);
		cold.kms.disabled = false;
		const reader = await cold.hire(key, "auditor");
		expect(JSON.parse((await cold.run(reader, "verify", "--json")).out)).toMatchObject({ events: 0 });
		await cold.tables.close();
	});
});

const as = (key: string) => ({
	method: "GET",
	headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
});
