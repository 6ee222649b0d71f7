import type { KeyObject } from "node:crypto";
import { bearerKey, matches } from "../../src/access/api-key.ts";
import type { Caller } from "../../src/access/caller.ts";
import { isActive } from "../../src/access/credential.ts";
import type { CredentialStore } from "../../stores/credentials.ts";

/** Who sends an `Authorization` header; `undefined` for nobody that we know, whatever the reason. */
export async function identify(
	authorization: string | undefined,
	ports: { credentials: Pick<CredentialStore, "find">; pepper: () => Promise<KeyObject>; now: () => number },
): Promise<Caller | undefined> {
	const key = bearerKey(authorization);
	if (!key) return undefined;
	const credential = await ports.credentials.find(key.id);
	// That an id is unknown may show in the time it takes: ids are no secret, and cannot be guessed either.
	if (!credential || !isActive(credential, ports.now())) return undefined;
	if (!matches(await ports.pepper(), key, credential.hash)) return undefined;
	return { tenant: credential.tenant, role: credential.role, credential: credential.id };
}
