import { describe, expect, it } from "vitest";
import { httpRequest, requireJson } from "../../../functions/edge/request.ts";
import { codeOf, requestEvent } from "./request-event.ts";

const withHeaders = (headers: Record<string, string>) =>
	httpRequest(requestEvent({ method: "POST", path: "/v1/events", headers }), 0, 60_000);

describe("a request", () => {
	it.each(["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"])(
		"is JSON as %s",
		async (type) => {
			expect(await codeOf(() => requireJson(withHeaders({ "Content-Type": type })))).toBe(
				"nothing was thrown",
			);
		},
	);
	it.each(["text/plain", "", "application/json; charset=latin1", "application/x-www-form-urlencoded"])(
		"is refused as %j",
		async (type) => {
			const request = withHeaders({ "Content-Type": type });
			expect(await codeOf(() => requireJson(request))).toBe("media-type-unsupported");
		},
	);
	it("is refused with a compressed body, whose size nobody has bounded", async () => {
		const request = withHeaders({ "Content-Encoding": "gzip" });
		expect(await codeOf(() => requireJson(request))).toBe("media-type-unsupported");
	});
	it("has a deadline inside the gateway's own, however long the function may run", () => {
		expect(withHeaders({}).deadline).toBe(28_700);
	});
	it("finds headers whatever their case", () => {
		expect(withHeaders({ "IDEMPOTENCY-Key": "a" }).headers["idempotency-key"]).toBe("a");
	});
});
