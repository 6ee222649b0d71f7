import fc from "fast-check";
import { expect, test } from "vitest";
import { retryDelay, retrySchedule } from "../../../local/sns/retry.ts";

/** Delays between attempts, as far as they go, in seconds. */
function delays(schedule: ReturnType<typeof retrySchedule>, most = 200_000): number[] {
	const found: number[] = [];
	let since = 0;
	for (let failed = 1; failed <= most; failed++) {
		const delay = retryDelay(schedule, failed, since);
		if (delay === undefined) break;
		since += delay;
		found.push(delay / 1000);
	}
	return found;
}

test("queues and functions are tried 100,015 times within 23 days", () => {
	const found = delays(retrySchedule("sqs"));
	expect(found.slice(0, 5)).toEqual([0, 0, 0, 1, 1]);
	expect(found[5]).toBe(1);
	expect(found[14]).toBeCloseTo(20);
	expect(found).toHaveLength(100_015);
	expect(Math.floor(found.reduce((sum, delay) => sum + delay) / 86_400)).toBe(23);
});

test("web endpoints get three more tries, 20 seconds apart, unless a policy says otherwise", () => {
	expect(delays(retrySchedule("https"))).toEqual([20, 20, 20]);
	const policy = JSON.stringify({
		healthyRetryPolicy: {
			numRetries: 5,
			numNoDelayRetries: 1,
			numMinDelayRetries: 1,
			numMaxDelayRetries: 1,
			minDelayTarget: 2,
			maxDelayTarget: 10,
		},
	});
	expect(delays(retrySchedule("https", policy))).toEqual([0, 2, 2, 10, 10]);
});

test("mail is tried 50 times", () => {
	expect(delays(retrySchedule("email"))).toHaveLength(50);
});

test("whatever a policy asks for, a web endpoint is given up after 3,600 seconds", () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 3600 }),
			fc.integer({ min: 0, max: 3600 }),
			fc.integer({ min: 0, max: 100 }),
			fc.constantFrom("linear", "exponential"),
			(minDelayTarget, more, numRetries, backoffFunction) => {
				const maxDelayTarget = Math.min(3600, minDelayTarget + more);
				const policy = { minDelayTarget, maxDelayTarget, numRetries, backoffFunction };
				const found = delays(retrySchedule("http", JSON.stringify({ healthyRetryPolicy: policy })));
				expect(found.length).toBeLessThanOrEqual(numRetries);
				expect(found.reduce((sum, delay) => sum + delay, 0)).toBeLessThanOrEqual(3600);
			},
		),
	);
});

test.each([
	{ throttlePolicy: {} },
	{ healthyRetryPolicy: { backoffFunction: "geometric" } },
	{ healthyRetryPolicy: { numRetries: 101 } },
	{ healthyRetryPolicy: { minDelayTarget: 5, maxDelayTarget: 4 } },
	{ healthyRetryPolicy: { numRetries: 1, numNoDelayRetries: 2 } },
])("the delivery policy %j is refused", (policy) => {
	expect(() => retrySchedule("https", JSON.stringify(policy))).toThrow(/DeliveryPolicy/);
});
