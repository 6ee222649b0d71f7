import { STSClient } from "@aws-sdk/client-sts";
import type { TenantId } from "../../src/ledger/identifiers.ts";
import { readingKeyring } from "../../stores/keyring.ts";
import { type TenantSession, tenantSessions } from "../../stores/session.ts";
import { systemClock } from "../edge/clock.ts";
import { environment, text } from "../edge/environment.ts";
import { http } from "../edge/http.ts";
import { log } from "../edge/log.ts";
import type { TenantReads } from "./ports.ts";
import { queryRoutes } from "./routes.ts";
import { tenantReads } from "./tenant-reads.ts";

const names = environment({
	READ_SESSION_ROLE: text,
	LEDGER_TABLE: text,
	KEYS_TABLE: text,
	TENANTS_TABLE: text,
	WATCH_TABLE: text,
	INCIDENTS_TABLE: text,
	REPORTS_TABLE: text,
	REPORTS_BUCKET: text,
});
const { now } = systemClock;
const sessions = tenantSessions(new STSClient(), names.READ_SESSION_ROLE, now);
/** What a session has opened dies with it. */
const opened = new WeakMap<TenantSession, TenantReads>();

async function reads(tenant: TenantId): Promise<TenantReads> {
	const session = await sessions(tenant);
	const known = opened.get(session);
	if (known) return known;
	const { dynamodb, kms } = session;
	const made = tenantReads(session, readingKeyring({ dynamodb, kms, table: names.KEYS_TABLE, now }), names);
	opened.set(session, made);
	return made;
}

export const handler = http(queryRoutes({ reads, now }), { clock: systemClock, log });
