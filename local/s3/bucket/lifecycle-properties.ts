import type { Members } from "../../members.ts";
import { refuse } from "../refuse.ts";
import type { LifecycleRule } from "./bucket.ts";

/** Reads `LifecycleConfiguration`. Transitions, tag and size filters and dates are refused by name. */
export function readLifecycle(input: Members): LifecycleRule[] {
	const configuration = input.inner("LifecycleConfiguration");
	const rules = (configuration?.inners("Rules") ?? []).map(readRule);
	configuration?.end();
	return rules;
}

function readRule(rule: Members, index: number): LifecycleRule {
	const status = rule.oneOf("Status", ["Enabled", "Disabled"]);
	if (status === undefined) throw refuse.argument(`${rule.where} needs Status`);
	const days = (name: string) => rule.whole(name, 1, 2_147_483_647);
	const expirationDays = days("ExpirationInDays");
	const expiredMarkers = rule.flag("ExpiredObjectDeleteMarker");
	const noncurrent = rule.inner("NoncurrentVersionExpiration");
	const noncurrentDays =
		noncurrent?.whole("NoncurrentDays", 1, 2_147_483_647) ?? days("NoncurrentVersionExpirationInDays");
	const newerNoncurrent = noncurrent?.whole("NewerNoncurrentVersions", 1, 100);
	noncurrent?.end();
	const abort = rule.inner("AbortIncompleteMultipartUpload");
	const abortUploadDays = abort?.whole("DaysAfterInitiation", 1, 2_147_483_647);
	abort?.end();
	const read: LifecycleRule = {
		id: rule.maybeText("Id") ?? `rule-${index + 1}`,
		enabled: status === "Enabled",
		prefix: rule.maybeText("Prefix") ?? "",
		...(expirationDays === undefined ? {} : { expirationDays }),
		...(expiredMarkers ? { expiredMarkers } : {}),
		...(noncurrentDays === undefined ? {} : { noncurrentDays }),
		...(newerNoncurrent === undefined ? {} : { newerNoncurrent }),
		...(abortUploadDays === undefined ? {} : { abortUploadDays }),
	};
	rule.end();
	return read;
}
