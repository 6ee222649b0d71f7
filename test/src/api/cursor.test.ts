import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatCursor, parseCursor } from "../../../src/api/cursor.ts";
import { codeOf } from "../../functions/edge/request-event.ts";

describe("a cursor", () => {
	it("gives back its place to the question that it was made for", () => {
		fc.assert(
			fc.property(fc.nat(), fc.string(), fc.object(), (number, text, question) => {
				const cursor = formatCursor(question, [number, text]);
				expect(parseCursor(question, cursor, ["number", "string"])).toEqual([number, text]);
				expect(cursor).toMatch(/^[\w-]+$/);
			}),
		);
	});
	it("is refused with other filters, for it would skip what they want", async () => {
		const cursor = formatCursor({ actor: "ada" }, [1]);
		expect(await codeOf(() => parseCursor({ actor: "bob" }, cursor, ["number"]))).toBe("cursor-invalid");
	});
	it("is no arbitrary text", async () => {
		await fc.assert(
			fc.asyncProperty(fc.string(), async (text) => {
				expect(await codeOf(() => parseCursor({}, text, ["number"]))).toBe("cursor-invalid");
			}),
		);
	});
	it.each([[[-1]], [[1.5]], [["1"]], [[1, 2]], [[]], [[null]]])(
		"is refused with the place %j",
		async (place) => {
			const forged = Buffer.from(
				JSON.stringify([JSON.parse(Buffer.from(formatCursor({}, [1]), "base64url").toString())[0], ...place]),
			).toString("base64url");
			expect(await codeOf(() => parseCursor({}, forged, ["number"]))).toBe("cursor-invalid");
		},
	);
});
