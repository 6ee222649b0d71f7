import type { KeySpec } from "./key-spec.ts";

/** A key as it is stored, without its material. Times are milliseconds since 1970. */
export interface KeyRecord {
	id: string;
	arn: string;
	spec: KeySpec;
	description: string;
	/** The key policy's document. */
	policy: unknown;
	enabled: boolean;
	/** When the material will be destroyed; set while the deletion is pending. */
	deletionAt?: number;
	createdAt: number;
	tags: Record<string, string>;
	rotation?: { days: number; nextAt: number };
	/** Rotations on demand so far. */
	onDemandRotations: number;
	/** Stack and logical id of a template's key, and the days that it asks for when it is removed. */
	owner?: string;
	pendingWindowDays?: number;
}

/** `alias/<name>` → key. */
export interface AliasRecord {
	name: string;
	keyId: string;
	createdAt: number;
	updatedAt: number;
	owner?: string;
}
