import type { Cloud } from "../../local/cloud.ts";

/** Roles whose keys are written down; the administrator's is the tenant's first. */
const roles = ["producer", "analyst", "auditor", "operator"] as const;
const enrollFunction = "audit-trail-trial-enroll";

/**
 * Makes the sample tenant and a key for each role, as a person would: the first by the enroll function, the others
 * by the API. `save` is called after each, so that a start that was cut off goes on with what it has.
 */
export async function enroll(
	cloud: Cloud,
	known: Record<string, string>,
	save: (keys: Record<string, string>) => void,
): Promise<Record<string, string>> {
	const keys = { ...known };
	const keep = (role: string, key: string) => {
		keys[role] = key;
		save(keys);
	};
	if (keys["administrator"] === undefined) keep("administrator", await firstKey(cloud));
	for (const role of roles) {
		if (keys[role] !== undefined) continue;
		const response = await fetch(`${cloud.api}/v1/keys`, {
			method: "POST",
			headers: {
				authorization: `Bearer ${keys["administrator"]}`,
				"content-type": "application/json",
			},
			body: JSON.stringify({ name: `trial-${role}`, role }),
		});
		const answer = (await response.json()) as { key?: unknown; title?: unknown };
		if (typeof answer.key !== "string")
			throw new Error(`no ${role} key was made: ${response.status} ${String(answer.title)}`);
		keep(role, answer.key);
	}
	return keys;
}

/** Tenants whose first key was lost by a start that was cut off cannot be opened any more: the next name is taken. */
async function firstKey({ aws, region, credentials }: Cloud): Promise<string> {
	const { account } = await import("../../stores/account.ts");
	// A copy: the SDK writes into what it is given.
	const caller = account({ endpoint: aws, region, credentials: { ...credentials } });
	for (let attempt = 1; ; attempt += 1) {
		const tenant = attempt === 1 ? "trial" : `trial-${attempt}`;
		const { failed, answer } = await caller.invoke(enrollFunction, { tenant });
		const { key, errorMessage } = answer as { key?: unknown; errorMessage?: unknown };
		if (!failed && typeof key === "string") return key;
		if (attempt === 5 || !/exists|being enrolled/.test(String(errorMessage)))
			throw new Error(`the tenant ${tenant} could not be made: ${String(errorMessage)}`);
	}
}
