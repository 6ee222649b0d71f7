import type { LocalContext } from "../../service.ts";
import type { Authorizer } from "../definition.ts";
import type { ClientRequest } from "../request/client-request.ts";
import type { Exchange } from "../request/proxy-event.ts";
import type { Route } from "../request/route.ts";
import { GatewayFailure } from "../response/response-type.ts";
import { askAuthorizer, type Grant } from "./ask.ts";
import { policyAllows } from "./policy.ts";

/** Grants kept at most; the oldest go first. */
const mostKept = 10_000;

/** Asks authorizers and keeps their answers for their time, by the identity that they were asked about. */
export class Authorization {
	readonly #context: LocalContext;
	readonly #kept = new Map<string, { grant: Grant; until: number }>();

	constructor(context: LocalContext) {
		this.#context = context;
	}

	/** The authorizer's context for the function; throws `GatewayFailure` for whoever may not. */
	async authorize(
		authorizer: Authorizer,
		call: { request: ClientRequest; route: Route; exchange: Exchange },
	): Promise<Record<string, string>> {
		const { request, exchange } = call;
		const identity = authorizer.identitySources.map((source) => identityOf(request, source));
		const given = identity.filter((value): value is string => value !== undefined && value !== "");
		// Every identity source is mandatory: without one the authorizer is not even asked.
		if (given.length < identity.length) throw new GatewayFailure("UNAUTHORIZED");
		if (
			authorizer.validation !== undefined &&
			!new RegExp(`^(?:${authorizer.validation})$`).test(given[0] ?? "")
		)
			throw new GatewayFailure("UNAUTHORIZED");
		const { region, account, apiId, stage } = exchange;
		const methodArn = `arn:aws:execute-api:${region}:${account}:${apiId}/${stage}/${request.method}${request.path}`;
		const grant = await this.#grant(authorizer, { ...call, methodArn, identity: given });
		if (!policyAllows(grant.policy, methodArn)) throw new GatewayFailure("ACCESS_DENIED");
		return grant.context;
	}

	async #grant(authorizer: Authorizer, call: Parameters<typeof askAuthorizer>[2]): Promise<Grant> {
		const key = JSON.stringify([authorizer.id, call.exchange.deploymentId, call.identity]);
		const kept = this.#kept.get(key);
		const now = this.#context.clock.now();
		if (kept && now < kept.until && kept.until - now <= authorizer.ttl * 1000) return kept.grant;
		const grant = await askAuthorizer(this.#context, authorizer, call);
		if (authorizer.ttl > 0) {
			this.#kept.delete(key);
			this.#kept.set(key, { grant, until: now + authorizer.ttl * 1000 });
			const [oldest] = this.#kept.keys();
			if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
		}
		return grant;
	}
}

function identityOf(request: ClientRequest, source: string): string | undefined {
	const [, , place, ...name] = source.split(".");
	return place === "header" ? request.header(name.join(".")) : request.query.get(name.join("."))?.at(-1);
}
