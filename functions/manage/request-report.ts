import type { Caller } from "../../src/access/caller.ts";
import { instant } from "../../src/api/instant.ts";
import { reportRequest } from "../../src/api/manage-requests.ts";
import { reportId } from "../../src/compliance/report/report-id.ts";
import { AuditTrailError } from "../../src/errors.ts";
import { jsonBody } from "../edge/json-body.ts";
import type { HttpRequest } from "../edge/request.ts";
import { type HttpResponse, json } from "../edge/response.ts";
import type { ManagePorts } from "./ports.ts";

/** Orders a report: 202 with its id; `GET /v1/reports/{id}` says when it is ready. */
export async function requestReport(
	request: HttpRequest,
	caller: Caller,
	ports: Pick<ManagePorts, "reports" | "assess" | "random" | "now">,
): Promise<HttpResponse> {
	const { framework, from, to } = jsonBody(reportRequest, request);
	const period = { from: instant("from", from), to: instant("to", to) };
	const requestedAt = ports.now();
	if (period.from >= period.to) throw new AuditTrailError("request-invalid", "from must be earlier than to");
	if (period.from > requestedAt)
		throw new AuditTrailError("request-invalid", "the period must not lie wholly in the future");
	const report = reportId(requestedAt, ports.random);
	const record = { tenant: caller.tenant, report, framework, period, requestedAt };
	const created = await ports.reports.create({
		...record,
		state: "queued",
		requestedBy: caller.credential,
		version: 0,
	});
	if (!created) throw new AuditTrailError("state-conflict");
	// A crash here leaves it `queued` for good, and the caller without an id: he orders another.
	await ports.assess.send({ kind: "report", tenant: caller.tenant, report });
	return json(202, { id: report, framework, state: "queued" }, { Location: `/v1/reports/${report}` });
}
