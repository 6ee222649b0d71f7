import type { KeyObject } from "node:crypto";
import { bearerKey, matches } from "../../src/access/api-key.ts";
import type { Caller } from "../../src/access/caller.ts";
import { isActive } from "../../src/access/credential.ts";
import type { CredentialStore } from "../../stores/credentials.ts";

/** Stands in for the hash of a key that does not exist, so that such a key takes as long as a wrong secret. */
const nobody = new Uint8Array(32);

/** Who sends an `Authorization` header; `undefined` for nobody that we know, whatever the reason. */
export async function identify(
	authorization: string | undefined,
	ports: { credentials: Pick<CredentialStore, "find">; pepper: () => Promise<KeyObject>; now: () => number },
): Promise<Caller | undefined> {
	const key = bearerKey(authorization);
	if (!key) return undefined;
	const credential = await ports.credentials.find(key.id);
	const proven = matches(await ports.pepper(), key, credential?.hash ?? nobody);
	if (!credential || !proven || !isActive(credential, ports.now())) return undefined;
	return { tenant: credential.tenant, role: credential.role, credential: credential.id };
}
