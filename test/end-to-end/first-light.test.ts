import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { DeleteItemCommand, DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { ListQueuesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, LocalStart } from "./local-start.ts";

const root = join(import.meta.dirname, "../..");
const corpus = join(root, "../shared/corpora/sshd/OpenSSH_2k.log");
const local = new LocalStart({ MAX_LOGIN_ATTEMPTS: "5", ALERT_THRESHOLD_SECONDS: "600" });

beforeAll(async () => {
	if (!existsSync(join(root, "dist/cli.js"))) execFileSync(process.execPath, ["bin/build.ts"], { cwd: root });
	await local.start();
});
afterAll(() => local.stop());

const event = (over: object = {}) => ({
	occurredAt: "2026-11-20T09:00:00Z",
	action: "record.read",
	actor: { type: "user", id: "marker-person-7f3a" },
	resource: { type: "record", id: "4711" },
	outcome: "success",
	details: { note: "marker-note-91bd" },
	...over,
});

interface Incident {
	id: string;
	rule: string;
	group: Record<string, string>;
	count: number;
}

const incidents = async (): Promise<Incident[]> => {
	const { code, out } = await local.cli("incidents", "--json");
	expect(code).toBe(0);
	// The contract of `incidents --json`; its fields are asserted where they matter.
	return JSON.parse(out) as Incident[];
};

const raised = (rule: string, place: string) =>
	eventually(async () =>
		(await incidents()).find(
			(one) => one.rule === rule && Object.values(one.group).join(" ").includes(place),
		),
	);

describe("the system on one machine", () => {
	it("is healthy, and says so without a credential", async () => {
		const { status, json } = await local.call("", "GET", "/v1/health");
		expect(status).toBe(200);
		expect(Object.keys(json["checks"] ?? {}).sort()).toEqual([
			"databaseConnectivity",
			"encryptionStatus",
			"incidentDetection",
			"logWriting",
		]);
	});

	it("gives a receipt, the same one for the same key, and refuses the key for another body", async () => {
		const send = (body: unknown) =>
			local.call("producer", "POST", "/v1/events", body, { "idempotency-key": "first" });
		const first = await send(event());
		expect(first.json).toMatchObject({
			results: [{ status: "accepted", receipt: { ref: expect.stringMatching(/^\d+\.\d+\.0$/), index: 0 } }],
		});
		expect((await send(event())).json).toEqual(first.json);
		const other = await send(event({ outcome: "denied" }));
		expect(other.status).toBe(409);
		expect(other.headers.get("content-type")).toContain("application/problem+json");
	});

	it.each([
		["no credential", "", "GET", "/v1/events", undefined, 401],
		["a role that may not", "producer", "GET", "/v1/incidents", undefined, 403],
		["unreadable JSON", "producer", "POST", "/v1/events", "{", 400],
		["polluted JSON", "producer", "POST", "/v1/events", '{"__proto__":{"a":1}}', 400],
		["repeated names", "producer", "POST", "/v1/events", '{"action":"a","action":"b"}', 400],
		["deep JSON", "producer", "POST", "/v1/events", "[".repeat(5000) + "]".repeat(5000), 400],
		["wrong types", "producer", "POST", "/v1/events", { action: 7 }, 400],
		["too many events", "producer", "POST", "/v1/events", Array.from({ length: 501 }, () => event()), 413],
		["an unknown path", "auditor", "GET", "/v1/nothing", undefined, 404],
	])("answers %s with a problem document", async (_, role, method, path, body, expected) => {
		const { status, headers, json } = await local.call(role, method, path, body);
		expect(status).toBe(expected);
		expect(headers.get("content-type")).toContain("application/problem+json");
		expect(json["code"]).toMatch(/^[a-z-]+$/);
	});

	it("alerts a webhook once for each incident, signed, also when the receiver fails at first", async () => {
		const received: { id: string; signed: boolean; alert: { data: { rule: string } } }[] = [];
		let secret = "";
		let failures = 2;
		const server = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on("data", (chunk: Buffer) => chunks.push(chunk));
			request.on("end", () => {
				if (failures-- > 0) return response.writeHead(500).end();
				const body = Buffer.concat(chunks).toString();
				const id = String(request.headers["webhook-id"]);
				const signature = createHmac("sha256", Buffer.from(secret.replace(/^whsec_/, ""), "base64"))
					.update(`${id}.${request.headers["webhook-timestamp"]}.${body}`)
					.digest("base64");
				received.push({
					id,
					signed: request.headers["webhook-signature"] === `v1,${signature}`,
					alert: JSON.parse(body) as { data: { rule: string } },
				});
				return response.writeHead(204).end();
			});
		});
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const address = server.address();
		const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/hook`;
		const channel = await local.call("operator", "PUT", "/v1/channels/webhook", {
			kind: "webhook",
			url,
		});
		expect(channel.status).toBe(200);
		secret = String(channel.json["secret"]);
		const at = (second: number) => new Date(Date.UTC(2026, 10, 19, 9, 0, second)).toISOString();
		const failure = (second: number) =>
			event({
				occurredAt: at(second),
				action: "user.login",
				outcome: "failure",
				actor: { type: "user", id: `guess-${second}` },
				context: { ip: "203.0.113.7" },
			});
		await local.call("producer", "POST", "/v1/events", [1, 2, 3, 4, 5, 6].map(failure));
		const incident = await raised("brute-force-address", "203.0.113.7");
		expect(incident.count).toBe(6);
		await eventually(async () => (received.length > 0 ? true : undefined));
		await new Promise((resolve) => setTimeout(resolve, 1500));
		server.close();
		const alerts = received.filter(({ alert }) => alert.data.rule === "brute-force-address");
		expect(alerts).toHaveLength(1);
		expect(alerts[0]?.signed).toBe(true);
		expect(JSON.stringify(received)).not.toContain("203.0.113.7");
	});

	it.skipIf(!existsSync(corpus))(
		"finds exactly the attackers in a real sshd log, once (skipped where the corpus is absent)",
		async () => {
			const load = () =>
				local.cli("import", "--format", "sshd", corpus, "--year", "2025", "--wait", "--json");
			expect((await load()).code).toBe(0);
			const byAddress = async () => {
				const found = await incidents();
				return found
					.filter(
						({ rule, group }) =>
							rule === "brute-force-address" && !JSON.stringify(group).includes("203.0.113.7"),
					)
					.map(({ group, count }) => `${Object.values(group)} ${count}`)
					.sort();
			};
			const first = await byAddress();
			expect(first).toHaveLength(11);
			expect(first.join()).not.toContain("52.80.34.196");
			expect((await load()).code).toBe(0);
			expect(await byAddress()).toEqual(first);
		},
	);

	it("keeps what it acknowledged through kill -9", async () => {
		const sent = await local.call("producer", "POST", "/v1/events", [event(), event()]);
		await local.kill();
		await local.start();
		for (const { receipt } of sent.json["results"] as unknown as { receipt: { ref: string } }[]) {
			const read = await local.call("auditor", "GET", `/v1/events/${receipt.ref}`);
			expect(read.status).toBe(200);
		}
		const { code, out } = await local.cli("verify", "--json");
		expect(code).toBe(0);
		expect(JSON.parse(out)).toMatchObject({ verdict: "VALID", integrity: { score: 1 } });
	});

	it("locks a report, refuses a delete marker on it, and finds one that was planted past the policy", async () => {
		const asked = await local.call("auditor", "POST", "/v1/reports", {
			framework: "hipaa",
			from: "2026-11-01",
			to: "2026-11-21",
		});
		expect(asked.status).toBe(202);
		const report = String(asked.json["id"]);
		await eventually(async () => {
			const { json } = await local.call("auditor", "GET", `/v1/reports/${report}`);
			return json["state"] === "ready" ? true : undefined;
		});
		const s3 = new S3Client(local.aws);
		const { Buckets = [] } = await s3.send(new ListBucketsCommand());
		let found: { Bucket: string; Key: string } | undefined;
		for (const { Name: Bucket = "" } of Buckets) {
			const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
			const Key = Contents.map(({ Key }) => Key ?? "").find((key) => key.endsWith(`${report}/report.json`));
			if (Key) found = { Bucket, Key };
		}
		if (!found) throw new Error("the report is in no bucket");
		await expect(s3.send(new DeleteObjectCommand(found))).rejects.toMatchObject({ name: "AccessDenied" });
		await local.plant({ name: "bypass-policy", target: "s3:DeleteObject" });
		await s3.send(new DeleteObjectCommand(found));
		const sqs = new SQSClient(local.aws);
		const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand());
		const queue = QueueUrls.find((url) => /VerifyWorkQueue/.test(url));
		await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: '{"kind":"all"}' }));
		expect((await raised("report-tampering", report)).rule).toBe("report-tampering");
	});

	it("keeps event text and personal values out of its state's bytes", () => {
		const hits = execFileSync(
			"sh",
			["-c", `grep -rlaE 'marker-person-7f3a|marker-note-91bd' "$1" || true`, "sh", local.directory],
			{ encoding: "utf8" },
		);
		expect(hits).toBe("");
		// The search itself must be able to find: the same words in a file of the same folder.
		const planted = join(local.directory, "planted");
		writeFileSync(planted, "marker-note-91bd");
		expect(readFileSync(planted, "utf8")).toContain("marker-note-91bd");
	});

	it("sees a removed segment at once, and verify names its place and exits 1", async () => {
		await local.call("producer", "POST", "/v1/events", event());
		await local.call("producer", "POST", "/v1/events", event());
		const dynamodb = new DynamoDBClient(local.aws);
		const { TableNames = [] } = await dynamodb.send(new ListTablesCommand());
		const table = TableNames.find((name) => /Ledger/.test(name));
		const { json } = await local.call("auditor", "GET", "/v1/lanes");
		const [first] = json["lanes"] as unknown as { lane: number; next: number }[];
		const { lane = 0, next = 0 } = first ?? {};
		await dynamodb.send(
			new DeleteItemCommand({
				TableName: table,
				Key: { lane: { S: `${String(json["tenant"])}#${lane}` }, seq: { N: String(next - 2) } },
			}),
		);
		expect((await raised("ledger-tampering", String(next - 2))).rule).toBe("ledger-tampering");
		const { code, out } = await local.cli("verify", "--json");
		expect(code).toBe(1);
		expect(JSON.parse(out)).toMatchObject({ verdict: "MISSING", firstBreak: { lane, seq: next - 2 } });
	});
});
