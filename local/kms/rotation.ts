import { authorizeKey } from "./authorize-key.ts";
import { seconds } from "./key-metadata.ts";
import type { KeyRecord } from "./key-record.ts";
import type { Operation } from "./operation.ts";
import { refuse } from "./refuse.ts";
import { proveUsable } from "./usable-key.ts";

const day = 24 * 3600 * 1000;
const usualPeriod = 365;
/** Rotations on demand that a key takes in its life. */
const mostOnDemand = 25;

/** A rotation that begins now. */
export const rotationFrom = (now: number, days = usualPeriod): NonNullable<KeyRecord["rotation"]> => ({
	days,
	nextAt: now + days * day,
});

/** Only symmetric keys rotate. */
export function proveRotates(key: Pick<KeyRecord, "arn" | "spec">): void {
	if (key.spec !== "SYMMETRIC_DEFAULT")
		throw refuse.unsupported(`${key.arn} (${key.spec}) cannot be rotated.`);
}

export const enableKeyRotation: Operation = async (vault, { operation, input, caller }) => {
	const keyId = input.text("KeyId");
	const days = input.whole("RotationPeriodInDays", 90, 2560) ?? usualPeriod;
	input.end();
	const found = vault.keys.find(keyId);
	const more = { "kms:RotationPeriodInDays": String(days) };
	authorizeKey(vault, { caller, action: "kms:EnableKeyRotation", found, more });
	proveRotates(found.key);
	proveUsable(vault, found.key, operation);
	const rotation = rotationFrom(vault.context.clock.now(), days);
	await vault.keys.commit([vault.keys.put({ ...found.key, rotation })]);
	return {};
};

export const disableKeyRotation: Operation = async (vault, { operation, input, caller }) => {
	const keyId = input.text("KeyId");
	input.end();
	const found = vault.keys.find(keyId);
	authorizeKey(vault, { caller, action: "kms:DisableKeyRotation", found });
	proveRotates(found.key);
	proveUsable(vault, found.key, operation);
	const { rotation: _ended, ...kept } = found.key;
	await vault.keys.commit([vault.keys.put(kept)]);
	return {};
};

export const getKeyRotationStatus: Operation = async (vault, { input, caller }) => {
	const keyId = input.text("KeyId");
	input.end();
	const found = vault.keys.find(keyId);
	authorizeKey(vault, { caller, action: "kms:GetKeyRotationStatus", found });
	proveRotates(found.key);
	const { rotation, arn } = found.key;
	if (!rotation) return { KeyId: arn, KeyRotationEnabled: false };
	return {
		KeyId: arn,
		KeyRotationEnabled: true,
		RotationPeriodInDays: rotation.days,
		NextRotationDate: seconds(rotation.nextAt),
	};
};

/** A new version at once; the date of the next one by schedule stays. */
export const rotateKeyOnDemand: Operation = async (vault, { operation, input, caller }) => {
	const keyId = input.text("KeyId");
	input.end();
	const found = vault.keys.find(keyId);
	const { key } = found;
	authorizeKey(vault, { caller, action: "kms:RotateKeyOnDemand", found });
	proveRotates(key);
	proveUsable(vault, key, operation);
	if (key.onDemandRotations >= mostOnDemand)
		throw refuse.limit(`${key.arn} was rotated on demand ${mostOnDemand} times`);
	vault.keys.materials.grow(key.id, key.spec);
	await vault.keys.commit([vault.keys.put({ ...key, onDemandRotations: key.onDemandRotations + 1 })]);
	return { KeyId: key.arn };
};
