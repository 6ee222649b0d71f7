import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { webhookSender } from "../../stores/webhook.ts";

const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
});

/** A receiver on loopback; gives its port. */
async function receiver(listener: RequestListener): Promise<number> {
	const server = createServer(listener);
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	return typeof address === "object" && address !== null ? address.port : 0;
}

const trial = { allowPrivate: true };

describe("posting to a webhook", () => {
	it("brings headers and body, and gives the status", async () => {
		const got: unknown[] = [];
		const port = await receiver((request, response) => {
			let body = "";
			request.on("data", (chunk) => {
				body += chunk;
			});
			request.on("end", () => {
				got.push([request.method, request.url, request.headers["webhook-id"], body]);
				response.writeHead(202).end("thanks");
			});
		});
		const { post } = webhookSender(trial, 5000);
		expect(await post(`http://127.0.0.1:${port}/hook?x=1`, { "webhook-id": "a" }, '{"ä":1}')).toBe(202);
		expect(got).toEqual([["POST", "/hook?x=1", "a", '{"ä":1}']]);
	});

	it("does not follow a redirect", async () => {
		let others = 0;
		const inner = await receiver((_, response) => {
			others++;
			response.end();
		});
		const port = await receiver((_, response) => {
			response.writeHead(307, { location: `http://127.0.0.1:${inner}/` }).end();
		});
		expect(await webhookSender(trial, 5000).post(`http://127.0.0.1:${port}/`, {}, "{}")).toBe(307);
		expect(others).toBe(0);
	});

	it("gives up on a receiver that hangs, and does not wait for an answer's endless body", async () => {
		const silent = await receiver(() => {});
		await expect(webhookSender(trial, 100).post(`http://127.0.0.1:${silent}/`, {}, "{}")).rejects.toThrow();
		const endless = await receiver((_, response) => {
			response.writeHead(200);
			const write = () => {
				while (!response.destroyed && response.write("x".repeat(65_536)));
			};
			response.on("drain", write);
			write();
		});
		expect(await webhookSender(trial, 5000).post(`http://127.0.0.1:${endless}/`, {}, "{}")).toBe(200);
	});

	it.each([
		["a literal of this machine", "https://127.0.0.1/"],
		["plain HTTP", "http://receiver.example/"],
	])("refuses %s before anything is sent", async (_, url) => {
		const lookedUp: string[] = [];
		const { post } = webhookSender({ allowPrivate: false }, 1000, (host, answer) => {
			lookedUp.push(host);
			answer(null, [{ address: "8.8.8.8", family: 4 }]);
		});
		await expect(post(url, {}, "{}")).rejects.toMatchObject({ code: "request-invalid" });
		expect(lookedUp).toEqual([]);
	});

	it.each([
		["a private address", [{ address: "10.0.0.1", family: 4 }]],
		[
			"a private address behind a public one",
			[
				{ address: "8.8.8.8", family: 4 },
				{ address: "::1", family: 6 },
			],
		],
		["a cloud's metadata", [{ address: "169.254.169.254", family: 4 }]],
	])("refuses a name that resolves to %s", async (_, addresses) => {
		const { post } = webhookSender({ allowPrivate: false }, 1000, (_host, answer) => answer(null, addresses));
		await expect(post("https://receiver.example/", {}, "{}")).rejects.toMatchObject({
			code: "request-invalid",
		});
	});

	it("connects to the very address that was judged", async () => {
		const port = await receiver((request, response) => {
			response.writeHead(request.headers.host === `localhost:${port}` ? 204 : 500).end();
		});
		let asked = 0;
		const { post } = webhookSender(trial, 5000, (_, answer) => {
			asked++;
			answer(null, [{ address: "127.0.0.1", family: 4 }]);
		});
		expect(await post(`http://localhost:${port}/`, {}, "{}")).toBe(204);
		expect(asked).toBe(1);
	});
});
