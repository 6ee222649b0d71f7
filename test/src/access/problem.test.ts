import { describe, expect, it } from "vitest";
import { problem } from "../../../src/access/problem.ts";
import { AuditTrailError, type ErrorCode, errors } from "../../../src/errors.ts";

describe("a problem document", () => {
	it.each(Object.keys(errors) as ErrorCode[])("says for %s what it is and how to mend it", (code) => {
		const document = problem(new AuditTrailError(code));
		expect(document.type).toBe(`urn:audit-trail:problem:${code}`);
		expect(document.status).toBe(errors[code][0]);
		expect(document.mend.length).toBeGreaterThan(10);
		expect(document).not.toHaveProperty("detail");
		expect(document).not.toHaveProperty("instance");
	});
	it("carries the case's own detail, but none of what failed inside", () => {
		expect(problem(new AuditTrailError("not-found", "no incident 7"), "r1")).toMatchObject({
			detail: "no incident 7",
			instance: "urn:audit-trail:request:r1",
		});
		expect(problem(new AuditTrailError("internal", "table secrets is gone"))).not.toHaveProperty("detail");
	});
});
