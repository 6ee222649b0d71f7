import { credentialName } from "../../src/access/api-key.ts";
import type { Caller } from "../../src/access/caller.ts";
import { channelUrl } from "../../src/access/channel-url.ts";
import { channelRequest } from "../../src/api/manage-requests.ts";
import { AuditTrailError } from "../../src/errors.ts";
import type { Channel } from "../../stores/channels.ts";
import { jsonBody } from "../edge/json-body.ts";
import type { HttpRequest } from "../edge/request.ts";
import { type HttpResponse, json, noContent } from "../edge/response.ts";
import type { ManagePorts } from "./ports.ts";

/** A tenant's list is read whole by every alert. */
const MOST_CHANNELS = 20;
const SECRET_BYTES = 32;

type Ports = Pick<ManagePorts, "channels" | "seal" | "random" | "now">;

export async function listChannels(caller: Caller, { channels }: Ports): Promise<HttpResponse> {
	return json(200, { channels: (await channels.list(caller.tenant)).map(view) });
}

/** Sets a channel. A secret that is made here is in the answer, for the only time; a given one is never returned. */
export async function putChannel(request: HttpRequest, caller: Caller, ports: Ports): Promise<HttpResponse> {
	const name = nameOf(request);
	const { kind, url: text, secret: given } = jsonBody(channelRequest, request);
	const { url, host } = channelUrl(text);
	const known = await ports.channels.list(caller.tenant);
	if (known.length >= MOST_CHANNELS && !known.some((channel) => channel.name === name))
		throw new AuditTrailError("state-conflict", `a tenant has at most ${MOST_CHANNELS} channels`);
	const secret = given ?? `whsec_${Buffer.from(ports.random(SECRET_BYTES)).toString("base64")}`;
	const channel = { name, kind, host, updatedAt: ports.now(), updatedBy: caller.credential };
	const sealed = await ports.seal(caller.tenant, name, { url, secret });
	await ports.channels.put(caller.tenant, { ...channel, sealed });
	return json(200, { ...view(channel), ...(given === undefined ? { secret } : {}) });
}

export async function removeChannel(
	request: HttpRequest,
	caller: Caller,
	ports: Ports,
): Promise<HttpResponse> {
	await ports.channels.remove(caller.tenant, nameOf(request));
	return noContent;
}

/** Channels are named as keys are. */
const nameOf = (request: HttpRequest): string => credentialName(request.params["name"]);

const view = ({ name, kind, host, updatedAt, updatedBy }: Channel) => ({
	name,
	kind,
	host,
	updatedAt: new Date(updatedAt).toISOString(),
	updatedBy,
});
