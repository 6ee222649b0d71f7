import type { AwsRequest } from "../service.ts";

type Call = Pick<AwsRequest, "service" | "method" | "path" | "query" | "headers" | "operation">;

/**
 * The operation that a call names, for faults and for messages: from `X-Amz-Target` or `Action` where the protocol
 * has one, else from method, path and query as the REST services define theirs.
 */
export function operationName(call: Call): string {
	if (call.operation !== undefined) return call.operation;
	if (call.service === "s3") return s3Operation(call);
	if (call.service === "lambda") return call.path.endsWith("/invocations") ? "Invoke" : "Unknown";
	if (call.service === "scheduler") {
		const noun = call.path.startsWith("/schedule-groups") ? "ScheduleGroup" : "Schedule";
		return `${verbs[call.method] ?? "Unknown"}${noun}`;
	}
	return "Unknown";
}

const verbs: Readonly<Record<string, string>> = {
	GET: "Get",
	HEAD: "Head",
	PUT: "Put",
	POST: "Create",
	DELETE: "Delete",
};

/** Subresources whose operations are not called `<Verb>Object` or `<Verb>Bucket`. */
const subresources: Readonly<Record<string, string>> = {
	retention: "ObjectRetention",
	"legal-hold": "ObjectLegalHold",
	tagging: "ObjectTagging",
	policy: "BucketPolicy",
	versioning: "BucketVersioning",
	encryption: "BucketEncryption",
	"object-lock": "ObjectLockConfiguration",
	lifecycle: "BucketLifecycleConfiguration",
};

function s3Operation({ method, path, query, headers }: Call): string {
	const verb = verbs[method] ?? "Unknown";
	const [bucket = "", ...key] = path.slice(1).split("/");
	const ofObject = key.join("/") !== "";
	if (bucket === "") return "ListBuckets";
	for (const [name, noun] of Object.entries(subresources)) if (query.has(name)) return `${verb}${noun}`;
	if (query.has("uploads")) return method === "POST" ? "CreateMultipartUpload" : "ListMultipartUploads";
	if (query.has("uploadId"))
		return (
			{
				PUT: "UploadPart",
				POST: "CompleteMultipartUpload",
				GET: "ListParts",
				DELETE: "AbortMultipartUpload",
			}[method] ?? "Unknown"
		);
	if (query.has("delete")) return "DeleteObjects";
	if (query.has("versions")) return "ListObjectVersions";
	if (!ofObject) return method === "GET" ? "ListObjectsV2" : `${method === "PUT" ? "Create" : verb}Bucket`;
	return method === "PUT" && "x-amz-copy-source" in headers ? "CopyObject" : `${verb}Object`;
}
