import { expect, test } from "vitest";
import { gatewayProblems, problemTemplate } from "../../lib/problems.ts";
import { type ErrorCode, errors } from "../../src/errors.ts";

test.each(gatewayProblems)(
	"$type answers as the product's own error $code",
	({ code, title, mend, status }) => {
		const known = errors[code as ErrorCode];
		expect([title, mend]).toEqual([known[1], known[2]]);
		if (status !== undefined) expect(status).toBe(known[0]);
	},
);

test.each(gatewayProblems)("$type is a problem document once API Gateway has filled it in", (problem) => {
	const filled = problemTemplate(problem)
		.replaceAll("$context.requestId", "r-1")
		.replaceAll("$context.error.messageString", JSON.stringify('a "quoted" message'));
	expect(filled).not.toContain("$");
	expect(JSON.parse(filled)).toMatchObject({
		type: `urn:audit-trail:problem:${problem.code}`,
		title: problem.title,
		instance: "urn:audit-trail:request:r-1",
	});
});

test("every refusal of API Gateway that has no answer of its own falls to one", () => {
	const types = gatewayProblems.map(({ type }) => type);
	expect(types).toEqual(expect.arrayContaining(["DEFAULT_4XX", "DEFAULT_5XX"]));
	expect(new Set(types).size).toBe(types.length);
});
