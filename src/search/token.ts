import { createHmac, type KeyObject } from "node:crypto";
import { domains } from "../ledger/domains.ts";
import type { TokenField } from "./token-field.ts";

/** Bytes of a token: half of an HMAC-SHA-256. */
export const TOKEN = 16;
/** Tokens remembered for one key. An owner's key has a few; a tenant's token key and a month's address key many. */
const REMEMBERED = 8192;

/** By key, so that tokens are forgotten with it: an erased person's do not outlive the cached key. */
const remembered = new WeakMap<KeyObject, Map<string, string>>();

/**
 * HMAC-SHA-256(key, domain ‖ field ‖ 0x00 ‖ value), the first 16 bytes as latin1. `value` is the action, the
 * outcome, the address, or type ‖ 0x00 ‖ id of an actor, resource or subject.
 */
export function token(key: KeyObject, field: TokenField, value: string): string {
	let tokens = remembered.get(key);
	if (!tokens) {
		tokens = new Map();
		remembered.set(key, tokens);
	}
	const input = `${domains.token}${field}\0${value}`;
	let found = tokens.get(input);
	if (found === undefined) {
		if (tokens.size >= REMEMBERED) tokens.clear();
		found = createHmac("sha256", key).update(input).digest("binary").slice(0, TOKEN);
		tokens.set(input, found);
	}
	return found;
}

/** A token as answers and indexes write it. */
export const tokenText = (token: string): string => Buffer.from(token, "latin1").toString("base64url");

/** The value under which somebody or something with a type and an id is searched. */
export const namedValue = ({ type, id }: { type: string; id: string }): string => `${type}\0${id}`;
