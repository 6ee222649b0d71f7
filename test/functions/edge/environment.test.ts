import { describe, expect, it } from "vitest";
import { environment, positive, text } from "../../../functions/edge/environment.ts";

const shape = { LEDGER_TABLE: text, STAGE: text, RETENTION_DAYS: positive };

describe("the environment", () => {
	it("gives each variable in its type", () => {
		const source = { LEDGER_TABLE: "ledger-1", STAGE: "trial", RETENTION_DAYS: "2555", OTHER: "x" };
		expect(environment(shape, source)).toEqual({
			LEDGER_TABLE: "ledger-1",
			STAGE: "trial",
			RETENTION_DAYS: 2555,
		});
	});
	it("names every variable that is missing or empty", () => {
		expect(() => environment(shape, { RETENTION_DAYS: "1", STAGE: "" })).toThrow(/LEDGER_TABLE, STAGE/);
	});
	it.each(["0", "-1", "1.5", "1e3", "ten", " 7"])("refuses %j as a number", (value) => {
		expect(() => environment({ RETENTION_DAYS: positive }, { RETENTION_DAYS: value })).toThrow(
			/RETENTION_DAYS must be a whole number/,
		);
	});
});
