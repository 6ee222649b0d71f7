import type { Ask } from "../ask.ts";
import type { Bucket, LockMode } from "../bucket/bucket.ts";
import type { Conditions } from "../guard.ts";
import { refuse } from "../refuse.ts";
import type { Retention, Version } from "./version.ts";

/**
 * Object Lock as the S3 user guide describes it ("Locking objects with Object Lock"): COMPLIANCE can only be made
 * longer; GOVERNANCE yields to BypassGovernanceRetention; a legal hold stands until it is lifted.
 */
export interface LockAsk {
	retention?: Retention;
	legalHold?: boolean;
	/** What policies see of it. */
	conditions: Conditions;
}

const DAY = 86_400_000;

/** Reads the Object Lock headers of a write. */
export function readLock(ask: Ask, bucket: Bucket, now: number): LockAsk {
	const mode = ask.header("x-amz-object-lock-mode");
	const until = ask.header("x-amz-object-lock-retain-until-date");
	const hold = ask.header("x-amz-object-lock-legal-hold");
	if (mode === undefined && until === undefined && hold === undefined) return { conditions: {} };
	requireLock(bucket);
	if ((mode === undefined) !== (until === undefined))
		throw refuse.argument(
			"x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
		);
	if (hold !== undefined && hold !== "ON" && hold !== "OFF")
		throw refuse.argument("Legal Hold must be either of 'ON' or 'OFF'");
	const retention = mode === undefined ? undefined : { mode: lockMode(mode), until: futureDate(until, now) };
	return {
		...(retention === undefined ? {} : { retention }),
		...(hold === undefined ? {} : { legalHold: hold === "ON" }),
		conditions: { ...retentionConditions(retention, now), "s3:object-lock-legal-hold": hold },
	};
}

export function requireLock(bucket: Bucket): void {
	if (!bucket.objectLock) throw refuse.request("Bucket is missing Object Lock Configuration");
}

export const retentionConditions = (retention: Retention | undefined, now: number): Conditions =>
	retention === undefined
		? {}
		: {
				"s3:object-lock-mode": retention.mode,
				"s3:object-lock-retain-until-date": new Date(retention.until).toISOString(),
				"s3:object-lock-remaining-retention-days": String(Math.ceil((retention.until - now) / DAY)),
			};

export function lockMode(text: string): LockMode {
	if (text === "GOVERNANCE" || text === "COMPLIANCE") return text;
	throw refuse.argument("Unknown wormMode directive.");
}

export function futureDate(text: string | undefined, now: number): number {
	const until = /^\d{4}-\d\d-\d\dT/.test(text ?? "") ? Date.parse(text ?? "") : Number.NaN;
	if (Number.isNaN(until)) throw refuse.argument("The retain until date must be an ISO 8601 date");
	if (until <= now) throw refuse.argument("The retain until date must be in the future!");
	return until;
}

/** The retention that a bucket gives to a new version which asks for none; a year is counted as 365 days. */
export function defaultRetention(bucket: Bucket, now: number): Retention | undefined {
	const standard = bucket.objectLock?.default;
	if (!standard) return undefined;
	return { mode: standard.mode, until: now + (standard.days ?? (standard.years ?? 0) * 365) * DAY };
}

/** What keeps a version from being deleted at this time. */
export function lockOf(version: Version, now: number): "hold" | "compliance" | "governance" | undefined {
	if (version.legalHold) return "hold";
	if (!version.retention || version.retention.until <= now) return undefined;
	return version.retention.mode === "COMPLIANCE" ? "compliance" : "governance";
}

/**
 * Refuses a deletion that a lock forbids. `mayBypass` says whether the caller asked to bypass governance and may:
 * it is only asked where that decides.
 */
export function refuseLocked(version: Version, now: number, mayBypass: () => boolean): void {
	const lock = lockOf(version, now);
	if (lock === undefined || (lock === "governance" && mayBypass())) return;
	throw refuse.locked();
}

/** Refuses a change of retention that would weaken it. `wanted` undefined takes it away. */
export function refuseWeakening(
	version: Version,
	wanted: Retention | undefined,
	now: number,
	mayBypass: () => boolean,
): void {
	const { retention } = version;
	if (!retention || retention.until <= now) return;
	const extends_ = wanted !== undefined && wanted.mode === retention.mode && wanted.until >= retention.until;
	if (extends_ || (retention.mode === "GOVERNANCE" && mayBypass())) return;
	throw refuse.locked();
}

/** The headers by which an answer tells a version's lock, to those who may know each part of it. */
export function lockHeaders(
	version: Version,
	mayKnow: { retention: boolean; hold: boolean },
): Record<string, string> {
	const { retention, legalHold } = version;
	return {
		...(retention && mayKnow.retention
			? {
					"x-amz-object-lock-mode": retention.mode,
					"x-amz-object-lock-retain-until-date": new Date(retention.until).toISOString(),
				}
			: {}),
		...(legalHold === undefined || !mayKnow.hold
			? {}
			: { "x-amz-object-lock-legal-hold": legalHold ? "ON" : "OFF" }),
	};
}
