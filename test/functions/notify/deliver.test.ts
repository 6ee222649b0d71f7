import { describe, expect, it } from "vitest";
import { LEASE } from "../../../functions/notify/deliver.ts";
import { notify } from "../../../functions/notify/notify.ts";
import type { NotifyPorts } from "../../../functions/notify/ports.ts";
import type { Delivery } from "../../../src/alerts/delivery.ts";
import { AuditTrailError } from "../../../src/errors.ts";
import type { Alert } from "../../../src/incidents/alert.ts";

const alert: Alert = {
	version: 1,
	alert: "abc.opened",
	tenant: "acme",
	incident: "abc",
	rule: "brute-force-address",
	severity: "high",
	status: "open",
	count: 3,
	firstAt: "2026-03-01T10:00:00.000Z",
	lastAt: "2026-03-01T10:01:00.000Z",
	link: "https://audit.example/v1/incidents/abc",
};

type Post = NotifyPorts["webhook"]["post"];

function world(post: Post, names: string[] = ["ops"]) {
	const deliveries = new Map<string, Delivery>();
	const disabled = new Map<string, string>();
	const state = { now: 1_000_000 };
	const ports: NotifyPorts = {
		channels: {
			list: async () =>
				names.map((name) => {
					const because = disabled.get(name);
					return {
						name,
						kind: "webhook",
						host: "receiver.example",
						updatedAt: 1,
						updatedBy: "key",
						sealed: new Uint8Array(),
						...(because !== undefined && { disabled: because }),
					};
				}),
			disable: async (_, { name }, because) => void disabled.set(name, because),
		},
		open: async (_, channel) => ({
			url: `https://receiver.example/${channel}`,
			secret: `whsec_${Buffer.alloc(32, 1).toString("base64")}`,
		}),
		deliveries: {
			get: async (_, id, channel) => deliveries.get(`${id} ${channel}`),
			put: async (_, delivery, version) => {
				const key = `${delivery.alert} ${delivery.channel}`;
				if (deliveries.get(key)?.version !== version) return "conflict";
				deliveries.set(key, delivery);
				return "stored";
			},
		},
		webhook: { post },
		now: () => state.now,
		log: () => {},
	};
	return { ports, deliveries, disabled, state };
}

/** Statuses, one after the other, and what was posted. */
function receiver(...statuses: (number | Error)[]) {
	const got: { url: string; id: string | undefined; body: string }[] = [];
	const post: Post = async (url, headers, body) => {
		got.push({ url, id: headers["webhook-id"], body });
		const status = statuses.length > 1 ? statuses.shift() : statuses[0];
		if (status instanceof Error) throw status;
		return status ?? 200;
	};
	return { got, post };
}

describe("notifying", () => {
	it("sends the alert, signed, with its id, to each channel, and notes that it is delivered", async () => {
		const { got, post } = receiver(204);
		const { ports, deliveries } = world(post, ["ops", "siem"]);
		await notify(alert, ports);
		await notify(alert, ports);
		expect(got.map(({ url, id }) => [url, id])).toEqual([
			["https://receiver.example/ops", "abc.opened"],
			["https://receiver.example/siem", "abc.opened"],
		]);
		expect(JSON.parse(got[0]?.body ?? "")).toEqual({
			type: "incident.opened",
			timestamp: alert.firstAt,
			data: alert,
		});
		expect([...deliveries.values()].map(({ state }) => state)).toEqual(["delivered", "delivered"]);
	});

	it.each([[500], [503], [429], [404], [302], [new Error("timeout")]])(
		"tries again after %s, with the same id, the same body",
		async (first) => {
			const { got, post } = receiver(first, 200);
			const { ports } = world(post);
			await expect(notify(alert, ports)).rejects.toMatchObject({ code: "store-unavailable" });
			await notify(alert, ports);
			expect(got).toHaveLength(2);
			expect(got[1]).toEqual(got[0]);
		},
	);

	it("does not send again to a channel that has it while another one fails", async () => {
		const sent: string[] = [];
		const { ports } = world(
			async (url) => {
				sent.push(url);
				return url.endsWith("ops") ? 200 : 500;
			},
			["ops", "siem"],
		);
		for (let attempt = 0; attempt < 3; attempt++) await expect(notify(alert, ports)).rejects.toThrow();
		expect(sent.filter((url) => url.endsWith("ops"))).toHaveLength(1);
		expect(sent.filter((url) => url.endsWith("siem"))).toHaveLength(3);
	});

	it("switches a channel off whose receiver answers 410, and takes the message off the queue", async () => {
		const { got, post } = receiver(410);
		const { ports, disabled, deliveries } = world(post);
		await notify(alert, ports);
		expect(disabled.get("ops")).toMatch(/410/);
		expect([...deliveries.values()][0]?.state).toBe("given-up");
		await notify({ ...alert, alert: "def.opened" }, ports);
		expect(got).toHaveLength(1);
	});

	it("waits with a target that the policy forbids until it lies with the dead letters", async () => {
		const { post } = receiver(new AuditTrailError("request-invalid"));
		const { ports, deliveries } = world(post);
		await expect(notify(alert, ports)).rejects.toThrow();
		expect([...deliveries.values()][0]).toMatchObject({ state: "waiting", attempts: 1 });
	});

	it("leaves an alert alone that another worker is sending, until that one's lease has run out", async () => {
		const { got, post } = receiver(200);
		const { ports, deliveries, state } = world(post);
		deliveries.set("abc.opened ops", {
			alert: "abc.opened",
			channel: "ops",
			state: "sending",
			attempts: 1,
			leaseUntil: state.now + LEASE,
			version: 1,
		});
		await expect(notify(alert, ports)).rejects.toThrow();
		expect(got).toHaveLength(0);
		state.now += LEASE;
		await notify(alert, ports);
		expect(got).toHaveLength(1);
	});

	it("sends nothing when the secret cannot be opened, and claims nothing", async () => {
		const { got, post } = receiver(200);
		const { ports, deliveries } = world(post);
		ports.open = async () => {
			throw new AuditTrailError("key-unavailable");
		};
		await expect(notify(alert, ports)).rejects.toMatchObject({ code: "key-unavailable" });
		expect(got.length + deliveries.size).toBe(0);
	});

	it("is done at once where a tenant has no channel", async () => {
		const { post } = receiver(200);
		await expect(notify(alert, world(post, []).ports)).resolves.toBeUndefined();
	});
});
