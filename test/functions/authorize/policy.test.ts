import { describe, expect, it } from "vitest";
import { allow, deny } from "../../../functions/authorize/policy.ts";
import { tenantId } from "../../../src/ledger/identifiers.ts";

describe("the authorizer's policy", () => {
	it("lets the caller into the whole API, so that a cached one fits the next request too", () => {
		const caller = { tenant: tenantId("acme"), role: "auditor", credential: "k1" } as const;
		const arn = "arn:aws:execute-api:us-east-1:123456789012:abc123/trial/GET/v1/events/1.2.3";
		expect(allow(caller, arn)).toEqual({
			principalId: "k1",
			policyDocument: {
				Version: "2012-10-17",
				Statement: [
					{
						Effect: "Allow",
						Action: "execute-api:Invoke",
						Resource: "arn:aws:execute-api:us-east-1:123456789012:abc123/trial/*",
					},
				],
			},
			context: { tenant: "acme", role: "auditor", credential: "k1" },
		});
	});
	it("keeps everybody else out of the whole API, and names nobody", () => {
		const denial = deny("arn:aws:execute-api:us-east-1:123456789012:abc123/live/GET/v1/events");
		expect(denial.policyDocument.Statement).toEqual([
			{
				Effect: "Deny",
				Action: "execute-api:Invoke",
				Resource: "arn:aws:execute-api:us-east-1:123456789012:abc123/live/*",
			},
		]);
		expect(denial).not.toHaveProperty("context");
	});
});
