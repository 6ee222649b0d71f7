import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { apiDocuments } from "../../checks/api-documents.ts";
import { committed } from "../../checks/document.ts";

describe("the API's documents", () => {
	it.each(apiDocuments)(
		"docs/$name says what the code validates by (`node checks/api-documents.ts --write`)",
		(document) => {
			expect(committed(document)).toBe(document.render());
		},
	);
	it("hold an event schema that another validator compiles, and judges by as the product does", () => {
		const document = apiDocuments.find(({ name }) => name === "event.schema.json");
		const validate = new Ajv2020({ strict: false }).compile(JSON.parse(document?.render() ?? ""));
		const event = {
			occurredAt: "2026-11-23T08:15:00Z",
			action: "user.login",
			actor: { type: "user", id: "ada" },
			resource: { type: "host", id: "web-1" },
			outcome: "success",
			changes: [{ field: "a", before: null, after: { b: [1] } }],
		};
		expect(validate(event)).toBe(true);
		expect(validate({ ...event, actor: { type: "user" } })).toBe(false);
	});
});
