import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Operation, operations } from "../../src/api/operations.ts";
import type { Sent } from "./edge/request-event.ts";
import { openManage } from "./manage/manage.ts";
import { acme, event, openQuery } from "./query/query.ts";

const MARKER = "marker-90210";
const query = openQuery();
let manage: Awaited<ReturnType<typeof openManage>>;
beforeAll(async () => {
	manage = await openManage();
	query.append(acme, 0, [event("user.login")]);
});
afterAll(() => manage.close());

const isManaged = (name: string) => /^(POST|PUT|DELETE)|\/v1\/(keys|channels)/.test(name);
const roleFor = (name: string) =>
	name.includes("/keys")
		? "administrator"
		: name.includes("/channels")
			? "operator"
			: name.includes("transitions")
				? "analyst"
				: "auditor";
const send = (name: string, sent: Partial<Sent>) => {
	const [method = "", path = ""] = name.split(" ");
	const caller = { tenant: "acme", role: roleFor(name), credential: "k" };
	const whole: Sent = { method, path, caller, ...sent };
	return isManaged(name) ? manage.send(whole) : query.send(whole);
};
const all = Object.entries<Operation>(operations)
	.map(([name, operation]) => ({ name, ...operation }))
	.filter(({ name }) => !["POST /v1/events", "GET /v1/health"].includes(name));
const withBody = all.filter(({ body }) => body !== undefined);
const withQuery = all.filter((operation) => operation.query !== undefined);
const withPlace = all.filter(({ name }) => name.includes("{"));

/** 4xx, a problem document, and nothing of what was sent: neither in the answer nor in the log. */
async function expectRefused(answer: Awaited<ReturnType<typeof send>>) {
	expect(answer.status).toBeGreaterThanOrEqual(400);
	expect(answer.status).toBeLessThan(500);
	expect(answer.headers?.["Content-Type"]).toBe("application/problem+json");
	expect(answer.json.type).toBe(`urn:audit-trail:problem:${answer.json.code}`);
	expect(answer.body).not.toContain(MARKER);
	expect([...manage.lines, ...query.lines].join()).not.toContain(MARKER);
}

const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
const bodies: [string, string | Buffer][] = [
	["no JSON", `{"name": "${MARKER}"`],
	["nothing", ""],
	["two documents", `{"name":"${MARKER}"}{"name":"x"}`],
	["a repeated name", `{"name":"${MARKER}","name":"x"}`],
	["a polluted prototype", `{"__proto__":{"role":"${MARKER}"},"name":"x"}`],
	["a polluted constructor", `{"constructor":{"prototype":{"role":"${MARKER}"}}}`],
	["depth", deep(5_000)],
	["a lone surrogate", `{"name":"\\ud800${MARKER}"}`],
	["a number that loses precision", `{"name":"${MARKER}","expiresInDays":12345678901234567890}`],
	["bytes that are no UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
	["a list", `["${MARKER}"]`],
	["null", "null"],
	["a text", `"${MARKER}"`],
	["wrong types", `{"name":{"x":"${MARKER}"},"role":[],"to":7,"framework":true,"url":null,"kind":0}`],
	["unknown fields", `{"${MARKER}":1}`],
	["megabytes", `{"name":"${MARKER}${"x".repeat(3_000_000)}"}`],
];

describe("a hostile request", () => {
	for (const { name } of withBody) {
		it.each(bodies)(`to ${name} with %s is refused`, async (_, body) => {
			await expectRefused(await send(name, { body, params: { id: "x", name: "x" } }));
		});
		it(`to ${name} of another media type is refused`, async () => {
			const headers = { "Content-Type": "text/plain" };
			const answer = await send(name, {
				body: `{"name":"${MARKER}"}`,
				headers,
				params: { id: "x", name: "x" },
			});
			await expectRefused(answer);
			expect(answer.status).toBe(415);
		});
	}

	it.each(withQuery)("to $name with strange parameters is refused", async ({ name }) => {
		const strange: Sent["query"][] = [
			{ [MARKER]: "1" },
			{ limit: MARKER },
			{ limit: "-1" },
			{ limit: "99999999999999999999" },
			{ cursor: MARKER },
			{ cursor: "W10" },
			{ __proto__: MARKER, ["constructor"]: MARKER },
			{ limit: ["1", "2"] },
			{ format: MARKER },
		];
		for (const query of strange)
			await expectRefused(await send(name, { query: query ?? {}, params: { id: "x" } }));
	});

	it.each(withPlace)("to $name for what is not there is refused", async ({ name }) => {
		const body = name.startsWith("PUT")
			? '{"kind":"webhook","url":"https://example.com"}'
			: '{"to":"resolved"}';
		for (const place of ["../../etc/passwd", "%00", "__proto__", "0.0.0\u0000", "x".repeat(10_000), "%ff"]) {
			const params = { id: place, ref: place, name: place };
			await expectRefused(await send(name, { params, ...(name.startsWith("GET") ? {} : { body }) }));
		}
	});

	it.each(all.filter(({ permission }) => permission !== "none"))(
		"to $name without an identity, with an unknown role or a malformed tenant is refused",
		async ({ name }) => {
			const { caller: _, ...anonymous } = { caller: undefined, params: { id: "x" } };
			const [method = "", path = ""] = name.split(" ");
			const bare: Sent = { method, path, ...anonymous };
			await expectRefused(await (isManaged(name) ? manage.send(bare) : query.send(bare)));
			for (const caller of [
				{ tenant: "acme", role: "root", credential: "k" },
				{ tenant: "acme", role: "__proto__", credential: "k" },
				{ tenant: `A#${MARKER}`, role: roleFor(name), credential: "k" },
				{ tenant: "", role: roleFor(name), credential: "k" },
			])
				await expectRefused(await send(name, { caller }));
		},
	);

	it("of any bytes never fails inside", async () => {
		const names = withBody.map(({ name }) => name);
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...names),
				fc.oneof(
					fc.json(),
					fc.string(),
					fc.uint8Array().map((bytes) => Buffer.from(bytes)),
				),
				async (name, body) => {
					const answer = await send(name, { body, params: { id: "x", name: "x" } });
					expect(answer.status).toBeGreaterThanOrEqual(400);
					expect(answer.status).toBeLessThan(500);
				},
			),
			{ numRuns: 300 },
		);
	});

	it("leaves nothing behind", async () => {
		const stored = [await manage.channels.list(acme), await manage.reports.list(acme, 100)];
		const keys = await send("GET /v1/keys", {});
		expect(stored).toEqual([[], []]);
		expect(keys.json.keys).toEqual([]);
		expect(manage.orders).toEqual([]);
	});
});
