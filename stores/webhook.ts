import { lookup } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { assertAddress, assertTarget, type TargetPolicy } from "../src/alerts/webhook-target.ts";

/** Posts a body to a receiver, once, and gives the status of its answer. Never follows a redirect. */
export interface WebhookSender {
	/**
	 * @throws AuditTrailError `request-invalid` before anything is sent to a target that the policy forbids; any
	 * other error where no answer came: then the receiver may have got it all the same
	 */
	post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<number>;
}

type Resolve = (
	host: string,
	answer: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
) => void;

/** All addresses of a name, as the system knows them. */
const systemResolve: Resolve = (host, answer) => lookup(host, { all: true }, answer);

/** @param timeout milliseconds for the whole exchange */
export function webhookSender(
	policy: TargetPolicy,
	timeout: number,
	resolve: Resolve = systemResolve,
): WebhookSender {
	return {
		async post(url, headers, body) {
			const target = new URL(url);
			assertTarget(target, policy);
			const send = target.protocol === "https:" ? requestHttps : requestHttp;
			const signal = AbortSignal.timeout(timeout);
			return await new Promise<number>((done, fail) => {
				const request = send(
					target,
					{
						method: "POST",
						agent: false,
						lookup: guarded(policy, resolve),
						signal,
						headers: {
							"content-type": "application/json",
							"content-length": String(Buffer.byteLength(body)),
							"user-agent": "audit-trail",
							...headers,
						},
					},
					(response) => {
						// Its content is nothing to us, and could be endless.
						response.destroy();
						done(response.statusCode ?? 0);
					},
				);
				request.on("error", fail);
				request.end(body);
			});
		},
	};
}

/**
 * Looks a name up and connects only if every address of it is allowed. The check and the connection use the same
 * answer: a name that resolves differently a moment later cannot slip between them.
 */
function guarded(policy: TargetPolicy, resolve: Resolve): LookupFunction {
	return (host, options, answer) => {
		resolve(host, (error, addresses) => {
			if (error) return answer(error, "", 0);
			try {
				for (const { address } of addresses) assertAddress(address, policy);
			} catch (refusal) {
				return answer(refusal instanceof Error ? refusal : new Error("refused"), "", 0);
			}
			const [first] = addresses;
			if (!first) return answer(Object.assign(new Error("no address"), { code: "ENOTFOUND" }), "", 0);
			return options.all ? answer(null, addresses) : answer(null, first.address, first.family);
		});
	};
}
