import { readProperties } from "../cloudformation/properties.ts";
import type { Caller, ResourceProvider, ResourceRequest } from "../service.ts";
import { readTags } from "../tags.ts";
import { provenSpec } from "./create-key.ts";
import { readKeyPolicy } from "./key-policy.ts";
import type { KeyRecord } from "./key-record.ts";
import { keySpecNames, keyUsages } from "./key-spec.ts";
import type { Vault } from "./operation.ts";
import { refuse } from "./refuse.ts";
import { proveRotates, rotationFrom } from "./rotation.ts";

const type = "AWS::KMS::Key";
const day = 24 * 3600 * 1000;

type Wanted = Omit<KeyRecord, "id" | "arn" | "createdAt" | "onDemandRotations">;

/** `AWS::KMS::Key`. `Ref` is the key id; `Arn` and `KeyId` are attributes. */
export function keyResource(vault: Vault): ResourceProvider {
	const { keys } = vault;
	return {
		type,
		apply: async (request) => {
			const owner = `${request.stack}/${request.logicalId}`;
			// A deployment killed before it noted the key's id finds it again by its owner.
			const before = keys
				.all()
				.find((key) => (request.physicalId ? key.id === request.physicalId : key.owner === owner));
			const wanted = { ...readKey(vault, request, before), owner };
			let key: KeyRecord;
			if (before) {
				if (before.spec !== wanted.spec)
					throw refuse.validation(
						`${owner}: KeySpec cannot change from ${before.spec} to ${wanted.spec}; give the new key another logical id`,
					);
				if (before.deletionAt !== undefined)
					throw refuse.invalidState(
						`${before.arn} is pending deletion; cancel it or give the key another logical id`,
					);
				const { rotation: _was, ...kept } = before;
				key = { ...kept, ...wanted };
				await keys.commit([keys.put(key)]);
			} else key = await keys.create(wanted);
			return { physicalId: key.id, attributes: { Arn: key.arn, KeyId: key.id } };
		},
		remove: async ({ physicalId }) => {
			const key = keys.byId(physicalId);
			if (!key || key.deletionAt !== undefined) return;
			const deletionAt = vault.context.clock.now() + (key.pendingWindowDays ?? 30) * day;
			const { owner: _left, ...kept } = key;
			await keys.commit([keys.put({ ...kept, deletionAt })]);
		},
	};
}

function readKey(vault: Vault, request: ResourceRequest, before: KeyRecord | undefined): Wanted {
	const properties = readProperties(type, request);
	const spec = provenSpec(properties.oneOf("KeySpec", keySpecNames), properties.oneOf("KeyUsage", keyUsages));
	properties.oneOf("Origin", ["AWS_KMS"]);
	if (properties.flag("MultiRegion"))
		throw refuse.unsupported(`${properties.where}: MultiRegion true is not simulated; one Region is`);
	const rotates = properties.flag("EnableKeyRotation") ?? false;
	const days = properties.whole("RotationPeriodInDays", 90, 2560);
	if (rotates) proveRotates({ arn: properties.where, spec });
	else if (days !== undefined)
		throw refuse.validation(`${properties.where}: RotationPeriodInDays needs EnableKeyRotation`);
	const wanted: Wanted = {
		spec,
		description: properties.maybeText("Description") ?? "",
		policy: properties.any("KeyPolicy"),
		enabled: properties.flag("Enabled") ?? true,
		tags: readTags(properties),
		pendingWindowDays: properties.whole("PendingWindowInDays", 7, 30) ?? 30,
	};
	if (rotates) {
		// A period that did not change keeps its next date.
		const kept = before?.rotation;
		const fresh = rotationFrom(vault.context.clock.now(), days);
		wanted.rotation = kept?.days === fresh.days ? kept : fresh;
	}
	const bypassLockoutCheck = properties.flag("BypassPolicyLockoutSafetyCheck") ?? false;
	properties.end();
	if (wanted.policy === undefined) throw refuse.validation(`${properties.where} needs KeyPolicy`);
	const deployer: Caller = {
		kind: "administrator",
		arn: `arn:aws:iam::${request.account}:user/administrator`,
	};
	const key = { ...wanted, id: "new", arn: vault.keys.arn("new"), createdAt: 0, onDemandRotations: 0 };
	wanted.policy = readKeyPolicy(vault, { policy: wanted.policy, key, caller: deployer, bypassLockoutCheck });
	return wanted;
}
