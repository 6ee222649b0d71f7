import { authorizeKey } from "./authorize-key.ts";
import { seconds } from "./key-metadata.ts";
import type { KeyRecord } from "./key-record.ts";
import type { Call, Operation, Vault } from "./operation.ts";
import { refuse } from "./refuse.ts";

const day = 24 * 3600 * 1000;

export const enableKey: Operation = (vault, call) => setEnabled(vault, call, true);
export const disableKey: Operation = (vault, call) => setEnabled(vault, call, false);

async function setEnabled(vault: Vault, call: Call, enabled: boolean): Promise<Record<string, unknown>> {
	const key = authorizedKey(vault, call, enabled ? "kms:EnableKey" : "kms:DisableKey");
	if (key.deletionAt !== undefined) throw refuse.invalidState(`${key.arn} is pending deletion.`);
	await vault.keys.commit([vault.keys.put({ ...key, enabled })]);
	return {};
}

export const scheduleKeyDeletion: Operation = async (vault, { input, caller }) => {
	const keyId = input.text("KeyId");
	const days = input.whole("PendingWindowInDays", 7, 30) ?? 30;
	input.end();
	const found = vault.keys.find(keyId);
	const more = { "kms:ScheduleKeyDeletionPendingWindowInDays": String(days) };
	authorizeKey(vault, { caller, action: "kms:ScheduleKeyDeletion", found, more });
	const { key } = found;
	if (key.deletionAt !== undefined) throw refuse.invalidState(`${key.arn} is pending deletion.`);
	const deletionAt = vault.context.clock.now() + days * day;
	await vault.keys.commit([vault.keys.put({ ...key, deletionAt })]);
	return {
		KeyId: key.arn,
		DeletionDate: seconds(deletionAt),
		KeyState: "PendingDeletion",
		PendingWindowInDays: days,
	};
};

/** The key comes back disabled, as KMS does it: someone has to say that it may be used again. */
export const cancelKeyDeletion: Operation = async (vault, call) => {
	const key = authorizedKey(vault, call, "kms:CancelKeyDeletion");
	if (key.deletionAt === undefined) throw refuse.invalidState(`${key.arn} is not pending deletion.`);
	const { deletionAt: _cancelled, ...kept } = key;
	await vault.keys.commit([vault.keys.put({ ...kept, enabled: false })]);
	return { KeyId: key.arn };
};

function authorizedKey(vault: Vault, { input, caller }: Call, action: string): KeyRecord {
	const keyId = input.text("KeyId");
	input.end();
	const found = vault.keys.find(keyId);
	authorizeKey(vault, { caller, action, found });
	return found.key;
}
