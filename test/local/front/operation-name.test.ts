import { expect, test } from "vitest";
import { operationName } from "../../../local/front/operation-name.ts";

const name = (service: string, method: string, url: string, headers: Record<string, string> = {}) => {
	const [path = "", query = ""] = url.split("?");
	return operationName({
		service,
		method,
		path,
		query: new URLSearchParams(query),
		headers,
		operation: undefined,
	});
};

test.each([
	["s3", "PUT", "/bucket/a/key", "PutObject"],
	["s3", "GET", "/bucket/key", "GetObject"],
	["s3", "GET", "/bucket/key?versionId=1", "GetObject"],
	["s3", "DELETE", "/bucket/key", "DeleteObject"],
	["s3", "HEAD", "/bucket/", "HeadBucket"],
	["s3", "PUT", "/bucket", "CreateBucket"],
	["s3", "GET", "/bucket?list-type=2", "ListObjectsV2"],
	["s3", "GET", "/bucket?versions", "ListObjectVersions"],
	["s3", "POST", "/bucket?delete", "DeleteObjects"],
	["s3", "PUT", "/bucket/key?retention", "PutObjectRetention"],
	["s3", "POST", "/bucket/key?uploads", "CreateMultipartUpload"],
	["s3", "PUT", "/bucket/key?uploadId=1&partNumber=1", "UploadPart"],
	["lambda", "POST", "/2015-03-31/functions/f/invocations", "Invoke"],
	["scheduler", "POST", "/schedules/s", "CreateSchedule"],
])("%s %s %s is %s", (service, method, url, operation) => {
	expect(name(service, method, url)).toBe(operation);
});

test("a copy is told from a put", () => {
	expect(name("s3", "PUT", "/bucket/key", { "x-amz-copy-source": "/b/k" })).toBe("CopyObject");
});
