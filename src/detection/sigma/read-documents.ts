import { parseAllDocuments } from "yaml";
import { refuseRule } from "./refuse-rule.ts";

/** Longer than any rule file that a person wrote. */
const LENGTH = 1_000_000;

/**
 * The documents of one rule file. Names that stand twice, anchors and what is no YAML 1.2 are refused.
 * @param file for the message
 */
export function readDocuments(text: string, file: string): unknown[] {
	if (text.length > LENGTH) refuseRule(file, `longer than ${LENGTH} characters`);
	const parsed = parseAllDocuments(text, {
		version: "1.2",
		uniqueKeys: true,
		strict: true,
		logLevel: "error",
	});
	if (!Array.isArray(parsed)) return refuseRule(file, "there is no rule in it");
	return parsed.map((document) => {
		const [error] = document.errors;
		if (error) refuseRule(file, `no valid YAML at line ${error.linePos?.[0].line ?? "?"} (${error.code})`);
		try {
			// An alias can make a small file huge, and no rule needs one.
			return document.toJS({ maxAliasCount: 0 });
		} catch {
			return refuseRule(file, "aliases are not honoured");
		}
	});
}
