import fc from "fast-check";
import { expect, test } from "vitest";
import { judge } from "../../../../local/lambda/mapping/verdict.ts";

const failures = (...identifiers: unknown[]) =>
	JSON.stringify({ batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) });

test.each(["null", '""', "{}", '{"batchItemFailures":null}', '{"batchItemFailures":[]}'])(
	"the answer %s is success",
	(payload) => {
		expect(judge({ payload }, true, ["1"])).toBe("success");
	},
);

test.each([
	failures("9"),
	failures(""),
	failures(null),
	'{"batchItemFailures":"x"}',
	'{"batchItemFailures":[1]}',
	'"text"',
	"{",
])("the answer %s fails the whole batch", (payload) => {
	expect(judge({ payload }, true, ["1", "2"])).toBe("failure");
});

test("without ReportBatchItemFailures only an error of the function is failure", () => {
	expect(judge({ payload: failures("9") }, false, ["1"])).toBe("success");
	expect(judge({ payload: "{}", functionError: "Unhandled" }, false, ["1"])).toBe("failure");
});

test("whatever items a function names of its batch, exactly those have failed", () => {
	fc.assert(
		fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }), fc.nat(), (batch, count) => {
			const named = batch.slice(0, 1 + (count % batch.length));
			expect(judge({ payload: failures(...named) }, true, batch)).toEqual({ failed: new Set(named) });
		}),
	);
});
