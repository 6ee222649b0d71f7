import type { TenantId } from "../ledger/identifiers.ts";
import type { Role } from "./roles.ts";

/** A key as the register of its tenant lists it: everything but what proves it. Times in milliseconds since 1970. */
export interface Credential {
	/** Id of the API key. */
	id: string;
	tenant: TenantId;
	role: Role;
	name: string;
	createdAt: number;
	/** Id of the credential that made it, or `enroll`. */
	createdBy: string;
	/** From here on it is refused. */
	expiresAt: number;
	revokedAt?: number;
}

/** Two, so that the new key can be rolled out while the old one still works. */
export const ACTIVE_PER_NAME = 2;
export const DEFAULT_DAYS = 90;
export const MOST_DAYS = 366;

const DAY = 86_400_000;

export const isActive = (credential: Credential, now: number): boolean =>
	credential.revokedAt === undefined && now < credential.expiresAt;

export const expiryAfter = (now: number, days: number): number => now + days * DAY;
