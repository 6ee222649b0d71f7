import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { openCli } from "./cli.ts";

interface Stored {
	body: string;
	answer: string;
}

/** An API that seals each request as one segment of lane 3, once for each key. */
function sealing() {
	const stored = new Map<string, Stored>();
	const state = { detect: 1e6, index: 1e6, looks: 0, refuse: 0 };
	const fetch: typeof globalThis.fetch = async (url, init) => {
		if (String(url).endsWith("/v1/lanes")) {
			state.looks++;
			state.detect++;
			return Response.json({
				tenant: "acme",
				lanes: [{ lane: 3, next: stored.size, progress: { detect: state.detect, index: state.index } }],
			});
		}
		if (state.refuse-- > 0) return new Response("{}", { status: 503 });
		const key = new Headers(init?.headers).get("idempotency-key") ?? "";
		const body = String(init?.body);
		const known = stored.get(key);
		if (known && known.body !== body) return new Response("{}", { status: 409 });
		const seq = stored.size;
		const answer =
			known?.answer ??
			JSON.stringify({
				results: (JSON.parse(body) as { id: string }[]).map(({ id }, index) => ({
					id,
					status: "accepted",
					receipt: { ref: `3.${seq}.${index}`, lane: 3, seq, index, segmentHash: "" },
				})),
			});
		stored.set(key, { body, answer });
		return new Response(answer);
	};
	const events = () => [...stored.values()].flatMap(({ body }) => JSON.parse(body) as { id: string }[]);
	return { fetch, stored, state, events };
}

let api: ReturnType<typeof sealing>;
const cli = openCli((url, init) => api.fetch(url, init));
afterAll(() => cli.close());
beforeEach(() => {
	api = sealing();
});

const line = (second: number, user: string) =>
	`Dec 10 06:55:${String(second).padStart(2, "0")} LabSZ sshd[24200]: Failed password for ${user} from 173.234.31.186 port 38926 ssh2`;
const noise = "Dec 10 06:55:46 LabSZ sshd[24200]: pam_unix(sshd:auth): check pass; user unknown";
const log = (count: number) =>
	cli.file(
		`auth-${count}.log`,
		[noise, ...Array.from({ length: count }, (_, at) => line(at % 60, `u${at}`))].join("\n"),
	);
const importing = (file: string, ...more: string[]) =>
	cli.run(["import", "--format", "sshd", "--year", "2017", "--json", file, ...more], {
		AUDIT_BUFFER_SIZE: "20",
	});

describe("import", () => {
	it("sends what its format maps, in batches, and counts what it does not", async () => {
		const { exit, json } = await importing(log(50));
		expect(exit).toBe(0);
		expect(json()).toMatchObject({
			lines: 51,
			unmapped: 1,
			events: 50,
			accepted: 50,
			rejected: 0,
			year: 2017,
		});
		expect([...api.stored.values()].map(({ body }) => JSON.parse(body).length)).toEqual([20, 20, 10]);
		expect(api.events()[0]).toMatchObject({
			occurredAt: "2017-12-10T06:55:00.000Z",
			action: "user.login",
			outcome: "failure",
			actor: { type: "user", id: "u0" },
			context: { ip: "173.234.31.186" },
		});
	});
	it("of the same file again changes nothing, because keys and ids follow from the lines", async () => {
		await importing(log(50));
		const before = JSON.stringify([...api.stored]);
		const { json } = await importing(log(50));
		expect(JSON.stringify([...api.stored])).toBe(before);
		expect(json()).toMatchObject({ accepted: 50 });
	});
	it("gives the same events in batches of another size", async () => {
		await importing(log(50));
		const ids = api.events().map(({ id }) => id);
		api = sealing();
		await cli.run(["import", "--format", "sshd", "--year", "2017", log(50)], { AUDIT_BUFFER_SIZE: "7" });
		expect(api.events().map(({ id }) => id)).toEqual(ids);
		expect(new Set(ids).size).toBe(50);
	});
	it("goes on through an outage", async () => {
		api.state.refuse = 4;
		expect((await importing(log(30))).json()).toMatchObject({ accepted: 30 });
	});
	it("stops with 2 when the outage does not end, and says that it may be run again", async () => {
		api.state.refuse = 1e9;
		const { exit, err } = await importing(log(30));
		expect(exit).toBe(2);
		expect(err).toContain("not sealed twice");
	});
	it("waits until both readers of the stream have passed its last segment", async () => {
		api.state.detect = -2;
		const { exit } = await importing(log(50), "--wait");
		expect(exit).toBe(0);
		// Three segments, 0 to 2: detection stands at 3 with the fifth look.
		expect(api.state.looks).toBe(5);
	});
	it("says so when a reader does not get there in time", async () => {
		api.state.index = 1;
		const { exit, err } = await importing(log(50), "--wait", "--timeout", "3");
		expect(exit).toBe(2);
		expect(err).toContain("audit-trail doctor");
	});
	it.each([
		[["import", "--format", "syslog", "x"], /--format takes sshd/],
		[["import", "--format", "sshd"], /takes one file/],
		[["import", "--format", "sshd", "/nowhere/x.log"], /cannot be read/],
		[["import", "--format", "sshd", "--tz", "Mars/Base", "x"], /cannot be read|zone/],
		[["import", "--format", "sshd", "--year", "17", "x"], /--year/],
	])("refuses %j", async (argv, why) => {
		const { exit, err } = await cli.run(argv);
		expect(exit).toBe(2);
		expect(err).toMatch(why);
	});
	it("refuses a zone that there is not", async () => {
		const { exit, err } = await importing(log(1), "--tz", "Mars/Base");
		expect([exit, err]).toEqual([2, expect.stringContaining("zone")]);
	});
	it("refuses a buffer size that it cannot have", async () => {
		const argv = ["import", "--format", "sshd", "--year", "2017", log(1)];
		expect((await cli.run(argv, { AUDIT_BUFFER_SIZE: "0" })).err).toContain("AUDIT_BUFFER_SIZE");
	});
});

describe("send", () => {
	const one = ["--action", "user.login", "--actor", "user:ada", "--resource", "host:web-1"];
	it("sends one event from its options and shows its reference", async () => {
		const { exit, out } = await cli.run([
			"send",
			...one,
			"--at",
			"2026-01-01T00:00:00Z",
			"--ip",
			"10.0.0.1",
			"--outcome",
			"denied",
		]);
		expect(exit).toBe(0);
		expect(out).toMatch(/accepted {2,}3\.0\.0/);
		expect(api.events()).toMatchObject([
			{
				occurredAt: "2026-01-01T00:00:00Z",
				actor: { type: "user", id: "ada" },
				outcome: "denied",
				context: { ip: "10.0.0.1" },
			},
		]);
	});
	it.each([
		["one event", '{"id":"a"}', 1],
		["a list", '[{"id":"a"},{"id":"b"}]', 2],
		["an object with events", '{"events":[{"id":"a"},{"id":"b"}]}', 2],
		["one event on each line", '{"id":"a"}\n\n{"id":"b"}\n{"id":"c"}\n', 3],
	])("sends a file with %s", async (_, text, count) => {
		const { json } = await cli.run(["send", "--json", cli.file("events.json", text)]);
		expect(json().results).toHaveLength(count);
		expect(api.events()).toHaveLength(count);
	});
	it("says which line of a file is no event", async () => {
		const { exit, err } = await cli.run(["send", cli.file("bad.json", '{"id":"a"}\nnot json\n')]);
		expect([exit, err]).toEqual([2, expect.stringContaining("line 2")]);
	});
	it("refuses an actor without a type", async () => {
		const { exit, err } = await cli.run(["send", "--action", "a", "--actor", "ada", "--resource", "x:y"]);
		expect([exit, err]).toEqual([2, expect.stringContaining("TYPE:ID")]);
	});
	it("stores nothing twice under the same key", async () => {
		const argv = ["send", "--key", "k1", "--at", "2026-01-01T00:00:00Z", ...one];
		await cli.run(argv);
		await cli.run(argv);
		expect(api.stored.size).toBe(1);
	});
});
