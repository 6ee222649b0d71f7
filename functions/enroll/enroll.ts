import type { Credential } from "../../src/access/credential.ts";
import { AuditTrailError } from "../../src/errors.ts";
import { type TenantId, tenantId } from "../../src/ledger/identifiers.ts";
import type { ApiKeys } from "../../stores/api-keys.ts";
import type { TenantProfile, TenantStore } from "../../stores/tenants.ts";

/** The key of a new tenant's first administrator works this long; he makes his successor's in time. */
const FIRST_KEY_DAYS = 365;
const FIRST_KEY_NAME = "first-administrator";
/** Belongs to the deployment itself. */
const RESERVED = "system";

export interface Enrolled {
	tenant: TenantId;
	/** The first administrator's key: shown here and never again. */
	key: string;
	credential: Credential;
}

/** A call that has not ended by then has died: the function's own time is shorter. */
const CLAIM_MILLISECONDS = 120_000;

/**
 * Creates a tenant: claims its id, makes its keys and its first administrator's key, and declares it active last.
 * A call that dies on the way leaves a claim, which a later call takes over.
 * @throws AuditTrailError `request-invalid`; `state-conflict` where the tenant exists
 */
export async function enroll(
	request: unknown,
	ports: {
		tenants: TenantStore;
		keys: ApiKeys;
		/** Makes the tenant's data keys, or finds them. */
		makeKeys: (tenant: TenantId) => Promise<void>;
		now: () => number;
	},
): Promise<Enrolled> {
	const { tenants, keys, makeKeys, now } = ports;
	const tenant = requested(request);
	const at = now();
	if (!(await tenants.claim(tenant, at, at - CLAIM_MILLISECONDS)))
		throw taken(tenant, await tenants.find(tenant));
	await makeKeys(tenant);
	// Keys that a dead call left behind: nobody has ever seen them.
	for (const left of await keys.list(tenant))
		if (left.revokedAt === undefined) await keys.revoke(tenant, left.id);
	const { key, credential } = await keys.issue({
		tenant,
		role: "administrator",
		name: FIRST_KEY_NAME,
		days: FIRST_KEY_DAYS,
		createdBy: "enroll",
	});
	if (!(await tenants.activate(tenant, at))) throw taken(tenant, undefined);
	return { tenant, key, credential };
}

const taken = (tenant: TenantId, profile: TenantProfile | undefined) =>
	new AuditTrailError(
		"state-conflict",
		profile?.state === "active"
			? `the tenant ${tenant} exists; its administrators make further keys with \`audit-trail keys create\``
			: `the tenant ${tenant} is being enrolled by another call; ask again in two minutes`,
	);

function requested(request: unknown): TenantId {
	const given = typeof request === "object" && request !== null && "tenant" in request ? request.tenant : "";
	const tenant = tenantId(typeof given === "string" ? given : "");
	if (tenant === RESERVED)
		throw new AuditTrailError("request-invalid", `the tenant id ${RESERVED} is reserved`);
	return tenant;
}
