import { AuditTrailError } from "../errors.ts";

declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Owner of a ledger: `[a-z0-9-]{1,32}`. Comes from a credential, never from a request's body. */
export type TenantId = Branded<string, "TenantId">;
/** One hash chain of a tenant: 0 to 255. */
export type Lane = Branded<number, "Lane">;
/** Position of a segment in its lane, from 0. */
export type Seq = Branded<number, "Seq">;

export const LANES = 256;

export function tenantId(text: string): TenantId {
	if (!/^[a-z0-9-]{1,32}$/.test(text))
		throw new AuditTrailError("request-invalid", "a tenant id is 1 to 32 characters of a-z, 0-9 and -");
	return text as TenantId;
}

export function lane(value: number): Lane {
	if (!Number.isInteger(value) || value < 0 || value >= LANES)
		throw new AuditTrailError("request-invalid", `a lane is a whole number from 0 to ${LANES - 1}`);
	return value as Lane;
}

export function seq(value: number): Seq {
	if (!Number.isSafeInteger(value) || value < 0)
		throw new AuditTrailError("request-invalid", "a sequence number is a whole number from 0");
	return value as Seq;
}

/** Where one event lies: written `<lane>.<seq>.<index>`. */
export interface EventRef {
	lane: Lane;
	seq: Seq;
	/** Position in its segment, from 0. */
	index: number;
}

export const formatRef = (ref: EventRef): string => `${ref.lane}.${ref.seq}.${ref.index}`;

export function parseRef(text: string): EventRef {
	const match = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,15})\.(0|[1-9]\d{0,2})$/.exec(text);
	if (!match) throw new AuditTrailError("request-invalid", "an event reference is <lane>.<seq>.<index>");
	return { lane: lane(Number(match[1])), seq: seq(Number(match[2])), index: Number(match[3]) };
}
