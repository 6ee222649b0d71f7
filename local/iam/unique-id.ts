import { randomBytes } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An id of IAM's kind: four letters for what it names (`AROA` a role, `ASIA` a temporary key) and the rest drawn. */
export const uniqueId = (prefix: string, length: number): string =>
	prefix + [...randomBytes(length - prefix.length)].map((byte) => alphabet[byte % 32]).join("");
