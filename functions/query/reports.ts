import { hash } from "node:crypto";
import type { Caller } from "../../src/access/caller.ts";
import { formatCursor, parseCursor } from "../../src/api/cursor.ts";
import { parseQuery } from "../../src/api/query.ts";
import { LIST_LIMIT, listQuery, reportQuery } from "../../src/api/query-parameters.ts";
import type { ReportRecord } from "../../src/compliance/report/report-record.ts";
import { AuditTrailError } from "../../src/errors.ts";
import type { HttpRequest } from "../edge/request.ts";
import { type HttpResponse, json } from "../edge/response.ts";
import type { QueryPorts, TenantReads } from "./ports.ts";

/** What an answer may carry; Lambda returns at most 6 MB. */
const INLINE_BYTES = 4_000_000;

export async function listReports(
	request: HttpRequest,
	caller: Caller,
	ports: QueryPorts,
): Promise<HttpResponse> {
	const { limit = LIST_LIMIT.default, cursor } = parseQuery(listQuery, request.query);
	const [before] = cursor === undefined ? [undefined] : parseCursor("reports", cursor, ["string"]);
	const reads = await ports.reads(caller.tenant);
	const records = await reads.reports.list(caller.tenant, limit, before);
	const last = records.length === limit ? records.at(-1)?.report : undefined;
	return json(200, {
		reports: records.map(reportView),
		...(last === undefined ? {} : { cursor: formatCursor("reports", [last]) }),
	});
}

/**
 * A report's entry in the register, or with `format` the report itself. It is passed through and not linked to:
 * a link that opens without a credential would open for whoever finds it in a log.
 */
export async function getReport(
	request: HttpRequest,
	caller: Caller,
	ports: QueryPorts,
): Promise<HttpResponse> {
	const { format } = parseQuery(reportQuery, request.query);
	const reads = await ports.reads(caller.tenant);
	const record = await reads.reports.find(caller.tenant, request.params["id"] ?? "");
	if (!record) throw new AuditTrailError("not-found", "this tenant has no report with that id");
	return format === undefined ? json(200, reportView(record)) : await content(record, format, reads);
}

const types = { json: "application/json", html: "text/html; charset=utf-8" } as const;

async function content(
	record: ReportRecord,
	format: keyof typeof types,
	reads: TenantReads,
): Promise<HttpResponse> {
	const listed = record.objects?.find((object) => object.format === format);
	if (!listed)
		throw new AuditTrailError("not-found", `the report is ${record.state} and has no ${format} yet`);
	if (listed.bytes > INLINE_BYTES)
		throw new AuditTrailError(
			"not-found",
			`the report is larger than an answer may be; fetch ${listed.key} from the report bucket`,
		);
	const bytes = await reads.object(listed.key);
	if (!bytes || hash("sha256", bytes) !== listed.sha256)
		throw new AuditTrailError(
			"format-invalid",
			"the report in the bucket is not the one that was registered; the scheduled verification names the change",
		);
	return {
		status: 200,
		type: types[format],
		body: Buffer.from(bytes).toString(),
		// The page carries its own style and charts; it runs nothing and loads nothing.
		headers: {
			"Content-Security-Policy":
				"default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
		},
	};
}

const iso = (at: number) => new Date(at).toISOString();

const reportView = (record: ReportRecord) => ({
	id: record.report,
	framework: record.framework,
	from: iso(record.period.from),
	to: iso(record.period.to),
	state: record.state,
	requestedAt: iso(record.requestedAt),
	requestedBy: record.requestedBy,
	...(record.headline ?? {}),
	...(record.failure === undefined ? {} : { failure: record.failure }),
	...(record.objects === undefined
		? {}
		: {
				documents: record.objects.map(({ format, sha256, bytes }) => ({
					format,
					sha256,
					bytes,
					href: `/v1/reports/${record.report}?format=${format}`,
				})),
			}),
});
