import { AwsError } from "../service.ts";

/** Refusals in the words of the S3 API. */
export const refuse = {
	notImplemented: (message: string) => new AwsError("NotImplemented", message, 501),
	argument: (message: string) => new AwsError("InvalidArgument", message, 400),
	request: (message: string) => new AwsError("InvalidRequest", message, 400),
	malformed: (message: string) => new AwsError("MalformedXML", message, 400),
	accessDenied: (message: string) => new AwsError("AccessDenied", message, 403),
	noBucket: (name: string) =>
		new AwsError("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: name }),
	noKey: (key: string) => new AwsError("NoSuchKey", "The specified key does not exist.", 404, { Key: key }),
	noVersion: (key: string, versionId: string) =>
		new AwsError("NoSuchVersion", "The specified version does not exist.", 404, {
			Key: key,
			VersionId: versionId,
		}),
	noUpload: (uploadId: string) =>
		new AwsError(
			"NoSuchUpload",
			"The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
			404,
			{ UploadId: uploadId },
		),
	precondition: (condition: string) =>
		new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412, {
			Condition: condition,
		}),
	locked: () => new AwsError("AccessDenied", "Access Denied because object protected by object lock.", 403),
};
