import { problem } from "../../src/access/problem.ts";
import { AuditTrailError } from "../../src/errors.ts";
import { idempotencyKey } from "../../src/ledger/request-identity.ts";
import type { Routes } from "../edge/http.ts";
import { requireJson } from "../edge/request.ts";
import { json } from "../edge/response.ts";
import { ingester } from "./ingest.ts";
import type { IngestPorts } from "./ports.ts";

/** No batch of 320 KB of event bytes is longer in any reasonable writing. */
const BODY_BYTES = 4 * 1024 * 1024;

export function ingestRoutes(ports: IngestPorts) {
	const ingest = ingester(ports);
	return {
		"POST /v1/events": {
			permission: "events:write",
			answer: async (request, { tenant, credential }) => {
				requireJson(request);
				if (request.body.length > BODY_BYTES) throw new AuditTrailError("batch-too-large");
				const key = request.headers["idempotency-key"];
				const { stored, results } = await ingest({
					tenant,
					credential,
					key: key === undefined ? undefined : idempotencyKey(key),
					body: request.body,
					deadline: request.deadline,
					signal: AbortSignal.timeout(Math.max(1, request.deadline - ports.clock.now())),
				});
				if (stored) return json(200, { results });
				const refused = problem(
					new AuditTrailError("event-invalid", "no event of the batch is valid; see `results`"),
					request.requestId,
				);
				return {
					...json(refused.status, { ...refused, results }),
					type: "application/problem+json",
				};
			},
		},
	} satisfies Routes;
}
