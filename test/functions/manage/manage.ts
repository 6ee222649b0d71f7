import { createSecretKey, randomBytes } from "node:crypto";
import { http } from "../../../functions/edge/http.ts";
import { logLines } from "../../../functions/edge/log.ts";
import type { ReportOrder } from "../../../functions/manage/ports.ts";
import { manageRoutes } from "../../../functions/manage/routes.ts";
import { apiKeys } from "../../../stores/api-keys.ts";
import { channelStore } from "../../../stores/channels.ts";
import { credentialStore } from "../../../stores/credentials.ts";
import { incidentStore } from "../../../stores/incidents.ts";
import { keyRegister } from "../../../stores/key-register.ts";
import { reportStore } from "../../../stores/reports.ts";
import { openTables } from "../../stores/tables.ts";
import { lambdaContext, requestEvent, type Sent } from "../edge/request-event.ts";

/** The function `manage` over tables in memory, with what it sends and logs in lists. */
export async function openManage() {
	const tables = await openTables("Credentials", "Tenants", "Incidents", "Reports");
	const { dynamodb } = tables;
	const orders: ReportOrder[] = [];
	const lines: string[] = [];
	const time = { now: Date.UTC(2026, 2, 1) };
	const now = () => time.now;
	const incidents = incidentStore(dynamodb, "Incidents");
	const reports = reportStore(dynamodb, "Reports");
	const channels = channelStore(dynamodb, "Tenants");
	const pepper = async () => createSecretKey(Buffer.alloc(32, 1));
	const credentials = credentialStore(dynamodb, "Credentials");
	const register = keyRegister(dynamodb, "Tenants");
	const handler = http(
		manageRoutes({
			keys: apiKeys({ credentials, register, pepper, random: randomBytes, now }),
			channels,
			// Reversed, so that a value which is found where it should not be was not sealed.
			seal: async (tenant, name, secret) =>
				Buffer.from(JSON.stringify([tenant, name, secret.url, secret.secret]).split("").reverse().join("")),
			incidents,
			reports,
			assess: { send: async (order) => void orders.push(order) },
			random: (length) => randomBytes(length),
			now,
		}),
		{ clock: { now, sleep: async () => {} }, log: logLines((line) => lines.push(line), now) },
	);
	const send = async (sent: Sent) => {
		const { statusCode, body, headers } = await handler(requestEvent(sent), lambdaContext());
		return { status: statusCode, headers, body, json: body === "" ? undefined : JSON.parse(body) };
	};
	return { handler, send, orders, lines, time, incidents, reports, channels, close: tables.close };
}

export const by = (role: string, tenant = "acme") => ({ tenant, role, credential: `${role}-1` });
