import { describe, expect, it } from "vitest";
import { claim, type Delivery } from "../../../src/alerts/delivery.ts";
import { parseAlert } from "../../../src/alerts/parse-alert.ts";
import { retryAfter } from "../../../src/alerts/retry-after.ts";
import { signWebhook } from "../../../src/alerts/sign-webhook.ts";
import { assertTarget } from "../../../src/alerts/webhook-target.ts";

describe("a webhook's signature", () => {
	it("is the one of the specification's own example", () => {
		// Standard Webhooks, reference libraries' test vector.
		expect(
			signWebhook(
				"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
				"msg_p5jXN8AQM9LWM0D4loKWxJek",
				1614265330,
				'{"test": 2432232314}',
			),
		).toEqual({
			"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
			"webhook-timestamp": "1614265330",
			"webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
		});
	});

	it.each(["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", ""])(
		"is refused with the secret %j",
		(secret) => {
			expect(() => signWebhook(secret, "id", 1, "{}")).toThrow(/whsec_/);
		},
	);
});

describe("a webhook's target", () => {
	const judge = (url: string, allowPrivate: boolean) => () => assertTarget(new URL(url), { allowPrivate });

	it.each(["https://hooks.example.com/a?b=c", "https://8.8.8.8/", "https://hooks.example.com:8443/"])(
		"may be %s",
		(url) => {
			expect(judge(url, false)).not.toThrow();
		},
	);

	it.each([
		"http://hooks.example.com/",
		"https://127.0.0.1/",
		"https://2130706433/",
		"https://0x7f.1/",
		"https://[::1]/",
		"https://[::ffff:10.0.0.1]/",
		"https://169.254.169.254/latest/meta-data/",
		"https://user:secret@hooks.example.com/",
		"ftp://hooks.example.com/",
		"file:///etc/passwd",
	])("may not be %s", (url) => {
		expect(judge(url, false)).toThrow(/webhook/);
	});

	it("may be this machine where the deployment allows it, and even then never a cloud's metadata", () => {
		expect(judge("http://127.0.0.1:9000/hook", true)).not.toThrow();
		expect(judge("http://localhost:9000/hook", true)).not.toThrow();
		expect(judge("https://10.0.0.8/hook", true)).not.toThrow();
		expect(judge("http://169.254.169.254/", true)).toThrow(/public/);
		expect(judge("http://hooks.example.com/", true)).toThrow(/this machine/);
		expect(judge("http://8.8.8.8/", true)).toThrow(/this machine/);
	});
});

describe("a delivery", () => {
	const attempt = { alert: "a.opened", channel: "webhook", now: 1000, lease: 30_000 };
	const sending = claim(undefined, attempt);

	it("is claimed once, until its lease runs out", () => {
		expect(sending).toMatchObject({ state: "sending", attempts: 1, leaseUntil: 31_000, version: 1 });
		const held = sending as Delivery;
		expect(claim(held, { ...attempt, now: 30_999 })).toBe("busy");
		expect(claim(held, { ...attempt, now: 31_000 })).toMatchObject({ attempts: 2, version: 2 });
	});

	it("may be tried again at once after an attempt that failed, and never after it is settled", () => {
		const failed: Delivery = { ...(sending as Delivery), state: "waiting" };
		expect(claim(failed, attempt)).toMatchObject({ attempts: 2 });
		expect(claim({ ...failed, state: "delivered" }, attempt)).toBe("settled");
		expect(claim({ ...failed, state: "given-up" }, attempt)).toBe("settled");
	});

	it("waits longer after each attempt, and never longer than SQS can", () => {
		const waits = Array.from({ length: 12 }, (_, index) => retryAfter(index + 1));
		expect(waits).toEqual(waits.toSorted((a, b) => a - b));
		expect(waits[0]).toBe(5);
		expect(Math.max(...waits)).toBeLessThanOrEqual(43_200);
	});
});

describe("an alert out of the queue", () => {
	const alert = {
		version: 1,
		alert: "a.opened",
		tenant: "acme",
		incident: "a",
		rule: "brute-force-address",
		severity: "high",
		status: "open",
		count: 3,
		firstAt: "2026-03-01T10:00:00.000Z",
		lastAt: "2026-03-01T10:01:00.000Z",
		link: "https://audit.example/v1/incidents/a",
	};

	it("is read as it was published, in SNS's envelope too, and carries nothing more", () => {
		expect(parseAlert({ ...alert, password: "hunter2" })).toEqual(alert);
		expect(parseAlert({ Type: "Notification", Message: JSON.stringify(alert) })).toEqual(alert);
	});

	it.each([
		[null],
		["text"],
		[{ ...alert, version: 2 }],
		[{ ...alert, tenant: 7 }],
		[{ ...alert, link: "" }],
		[{}],
	])("is refused: %j", (body) => {
		expect(() => parseAlert(body)).toThrow(/no alert/);
	});
});
