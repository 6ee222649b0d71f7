import { readPayload } from "../checksum/payload.ts";
import type { Operation } from "../desk.ts";
import { bucketOf, guard } from "../guard.ts";
import { refuse } from "../refuse.ts";
import { emptyReply, readDocument, xmlReply } from "../reply.ts";
import { checkTags } from "./description.ts";
import { changeVersion } from "./lock-operations.ts";
import { versionHeader } from "./put-object.ts";

export const getObjectTagging: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.parameter("tagging");
	const versionId = ask.parameter("versionId");
	ask.end(operation);
	const action = versionId === undefined ? "GetObjectTagging" : "GetObjectVersionTagging";
	guard(
		desk.context,
		bucket,
		ask.key,
		action,
		{ caller: ask.request.caller, operation },
		{
			"s3:VersionId": versionId,
		},
	);
	const version = await desk.versions.find(bucket.name, ask.key, versionId);
	if (!version || version.marker) throw refuse.noKey(ask.key);
	const Tag = Object.entries(version.tags).map(([Key, Value]) => ({ Key, Value }));
	return xmlReply("Tagging", { TagSet: { Tag } }, versionHeader(version));
};

export const putObjectTagging: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.parameter("tagging");
	const versionId = ask.parameter("versionId");
	const { bytes } = readPayload(ask);
	ask.end(operation);
	const document = readDocument(bytes, "Tagging", ["Tag"]);
	const set = document.any("TagSet") === "" ? undefined : document.inner("TagSet");
	const pairs = (set?.inners("Tag") ?? []).map((tag) => {
		const pair = [tag.text("Key"), tag.maybeText("Value") ?? ""] as const;
		tag.end();
		return pair;
	});
	set?.end();
	document.end();
	const tags = checkTags(pairs);
	const action = versionId === undefined ? "PutObjectTagging" : "PutObjectVersionTagging";
	guard(
		desk.context,
		bucket,
		ask.key,
		action,
		{ caller: ask.request.caller, operation },
		{
			"s3:VersionId": versionId,
		},
	);
	const changed = await changeVersion(desk, bucket.name, ask.key, versionId, (version) => ({
		...version,
		tags,
	}));
	return emptyReply(200, versionHeader(changed));
};
