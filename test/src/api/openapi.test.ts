import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { openApi } from "../../../src/api/openapi.ts";
import { operations } from "../../../src/api/operations.ts";

const document = JSON.parse(JSON.stringify(openApi()));

/** Every `$ref` of the document. */
const references = (node: unknown): string[] =>
	typeof node !== "object" || node === null
		? []
		: Object.entries(node).flatMap(([name, child]) =>
				name === "$ref" && typeof child === "string" ? [child] : references(child),
			);

describe("the OpenAPI document", () => {
	it("has every operation once, under its own id", () => {
		const listed = Object.entries<Record<string, { operationId: string }>>(document.paths).flatMap(
			([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
		);
		expect(listed.toSorted()).toEqual(Object.keys(operations).toSorted());
		const ids = Object.values(operations).map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});
	it("refers only to what it holds", () => {
		const all = [...new Set(references(document))];
		expect(all).toContain("#/components/schemas/Event");
		for (const reference of all) {
			expect(reference).toMatch(/^#\/components\/schemas\/\w+$/);
			expect(document.components.schemas).toHaveProperty(reference.split("/").at(-1) ?? "");
		}
	});
	it("carries no definitions or ids inside, where another document's reader would trip over them", () => {
		expect(JSON.stringify(document)).not.toMatch(/"\$(defs|id)"/);
	});
	it("lets another validator judge an event as the product does", () => {
		const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
		ajv.addSchema({ $id: "https://api.example/openapi", ...document });
		const validate = ajv.getSchema("https://api.example/openapi#/components/schemas/Event");
		const event = {
			occurredAt: "2026-11-23T08:15:00Z",
			action: "user.login",
			actor: { type: "user", id: "ada" },
			resource: { type: "host", id: "web-1" },
			outcome: "success",
			details: { nested: [{ deep: [1, null, "x"] }] },
		};
		expect(validate?.(event)).toBe(true);
		expect(validate?.({ ...event, outcome: "perhaps" })).toBe(false);
		expect(validate?.({ ...event, details: { nested: ["x".repeat(20_000)] } })).toBe(false);
		expect(validate?.({ ...event, extra: 1 })).toBe(false);
	});
	it("says of each protected route who may call it and how it refuses", () => {
		const { post } = document.paths["/v1/events"];
		expect(post.description).toContain("producer");
		expect(post.security).toEqual([{ key: [] }]);
		expect(Object.keys(post.responses)).toEqual(
			expect.arrayContaining(["200", "400", "401", "403", "409", "413", "415", "422", "429", "503"]),
		);
		expect(document.paths["/v1/health"].get).not.toHaveProperty("security");
	});
});
