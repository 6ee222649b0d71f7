import { AuditTrailError } from "../../src/errors.ts";

type Reader<Value> = (text: string, name: string) => Value;

const refuse = (name: string, expected: string): never => {
	throw new AuditTrailError("configuration-invalid", `the environment variable ${name} must be ${expected}`);
};

/** Any text. */
export const text: Reader<string> = (value) => value;

/** A whole number of at least 1. */
export const positive: Reader<number> = (value, name) =>
	/^[1-9]\d{0,14}$/.test(value) ? Number(value) : refuse(name, "a whole number of at least 1");

/** `true` or `false`. */
export const flag: Reader<boolean> = (value, name) =>
	value === "true" ? true : value === "false" ? false : refuse(name, "true or false");

/**
 * Reads a function's environment once, at start.
 * @example const { LEDGER_TABLE, RETENTION_DAYS } = environment({ LEDGER_TABLE: text, RETENTION_DAYS: positive });
 * @throws AuditTrailError `configuration-invalid`, naming every variable that is missing
 */
export function environment<const Shape extends Record<string, Reader<unknown>>>(
	shape: Shape,
	source: Readonly<Record<string, string | undefined>> = process.env,
): { [Name in keyof Shape]: ReturnType<Shape[Name]> } {
	const missing = Object.keys(shape).filter((name) => !source[name]);
	if (missing.length > 0)
		throw new AuditTrailError(
			"configuration-invalid",
			`missing from the environment: ${missing.join(", ")}; the deployment sets these variables on the function`,
		);
	const values = Object.entries(shape).map(([name, read]) => [name, read(source[name] ?? "", name)]);
	// Every name of the shape was just read by its own reader.
	return Object.fromEntries(values) as { [Name in keyof Shape]: ReturnType<Shape[Name]> };
}
