import { createHmac, type KeyObject } from "node:crypto";
import { domains } from "../ledger/domains.ts";
import { type Person, personKey } from "./person.ts";

/** Under what the key table knows a person, without saying who: HMAC-SHA-256(key, domain ‖ type ‖ 0 ‖ id), base64url. */
export const personLookup = (key: KeyObject, person: Person): string =>
	createHmac("sha256", key)
		.update(`${domains.person}${personKey(person)}`)
		.digest("base64url");
