import type { Caller } from "../../src/access/caller.ts";
import { type Credential, DEFAULT_DAYS, isActive } from "../../src/access/credential.ts";
import { keyRequest } from "../../src/api/manage-requests.ts";
import { jsonBody } from "../edge/json-body.ts";
import type { HttpRequest } from "../edge/request.ts";
import { type HttpResponse, json } from "../edge/response.ts";
import type { ManagePorts } from "./ports.ts";

type Ports = Pick<ManagePorts, "keys" | "now">;

export async function listKeys(caller: Caller, { keys, now }: Ports): Promise<HttpResponse> {
	const all = await keys.list(caller.tenant);
	return json(200, { keys: all.map((key) => view(key, now())) });
}

/** The answer holds the key, for the only time. */
export async function createKey(request: HttpRequest, caller: Caller, ports: Ports): Promise<HttpResponse> {
	const { name, role, expiresInDays } = jsonBody(keyRequest, request);
	const { key, credential } = await ports.keys.issue({
		tenant: caller.tenant,
		role,
		name,
		days: expiresInDays ?? DEFAULT_DAYS,
		createdBy: caller.credential,
	});
	return json(201, { ...view(credential, ports.now()), key });
}

/** What the key opened is closed for a key that is cached by the gateway within a minute. */
export async function revokeKey(request: HttpRequest, caller: Caller, ports: Ports): Promise<HttpResponse> {
	const revoked = await ports.keys.revoke(caller.tenant, request.params["id"] ?? "");
	return json(200, view(revoked, ports.now()));
}

const iso = (at: number) => new Date(at).toISOString();

const view = (key: Credential, now: number) => ({
	id: key.id,
	name: key.name,
	role: key.role,
	state: isActive(key, now) ? "active" : key.revokedAt === undefined ? "expired" : "revoked",
	createdAt: iso(key.createdAt),
	createdBy: key.createdBy,
	expiresAt: iso(key.expiresAt),
	...(key.revokedAt === undefined ? {} : { revokedAt: iso(key.revokedAt) }),
});
