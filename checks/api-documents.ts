import { eventDocument } from "../src/api/event-document.ts";
import { openApi } from "../src/api/openapi.ts";
import { type Document, documentScript } from "./document.ts";

const json = (value: unknown) => `${JSON.stringify(value, null, "\t")}\n`;

/** The API and its event for machines, from the schemas that validate. */
export const apiDocuments: readonly Document[] = [
	{ name: "openapi.json", render: () => json(openApi()) },
	{ name: "event.schema.json", render: () => json(eventDocument()) },
];

if (import.meta.main) for (const document of apiDocuments) documentScript(document);
