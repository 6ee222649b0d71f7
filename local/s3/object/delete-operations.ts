import { AwsError } from "../../service.ts";
import { readPayload } from "../checksum/payload.ts";
import type { Operation } from "../desk.ts";
import { bucketOf } from "../guard.ts";
import { refuse } from "../refuse.ts";
import { emptyReply, readDocument, xmlReply } from "../reply.ts";
import { removeObject } from "./remove.ts";

export const deleteObject: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	const removal = {
		key: ask.key,
		versionId: ask.parameter("versionId"),
		bypassGovernance: ask.flagHeader("x-amz-bypass-governance-retention"),
		ifMatch: ask.header("if-match"),
	};
	ask.end(operation);
	const removed = await removeObject(desk, bucket, removal, { caller: ask.request.caller, operation });
	return emptyReply(204, {
		...(removed.versionId === undefined ? {} : { "x-amz-version-id": removed.versionId }),
		...(removed.marker ? { "x-amz-delete-marker": "true" } : {}),
	});
};

/** Up to 1,000 keys; each is asked about and answered by itself. */
export const deleteObjects: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.parameter("delete");
	const bypassGovernance = ask.flagHeader("x-amz-bypass-governance-retention");
	const { bytes, vouched } = readPayload(ask);
	ask.end(operation);
	if (!vouched)
		throw refuse.request("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
	const document = readDocument(bytes, "Delete", ["Object"]);
	const objects = (document.inners("Object") ?? []).map((object) => {
		const wanted = { key: object.text("Key"), versionId: object.maybeText("VersionId") };
		object.end();
		return wanted;
	});
	const quiet = document.flag("Quiet") ?? false;
	document.end();
	if (objects.length === 0 || objects.length > 1000)
		throw refuse.malformed("Delete takes 1 to 1,000 objects");
	const Deleted: Record<string, string | boolean | undefined>[] = [];
	const Failed: Record<string, string | undefined>[] = [];
	for (const { key, versionId } of objects) {
		try {
			const removed = await removeObject(
				desk,
				bucket,
				{ key, versionId, bypassGovernance },
				{ caller: ask.request.caller, operation },
			);
			if (quiet) continue;
			Deleted.push({
				Key: key,
				VersionId: versionId,
				...(removed.marker ? { DeleteMarker: true, DeleteMarkerVersionId: removed.versionId } : {}),
			});
		} catch (error) {
			if (!(error instanceof AwsError)) throw error;
			Failed.push({ Key: key, VersionId: versionId, Code: error.code, Message: error.message });
		}
	}
	return xmlReply("DeleteResult", { Deleted, Error: Failed });
};
