import { AwsError } from "../../service.ts";
import { readPayload } from "../checksum/payload.ts";
import { type Desk, inTurn, type Operation } from "../desk.ts";
import { bucketOf, guard, mayDo } from "../guard.ts";
import { refuse } from "../refuse.ts";
import { emptyReply, isoTime, readDocument, xmlReply } from "../reply.ts";
import { futureDate, lockMode, refuseWeakening, requireLock, retentionConditions } from "./lock.ts";
import { versionHeader } from "./put-object.ts";
import type { Retention, Version } from "./version.ts";

export const putObjectRetention: Operation = async (desk, ask, operation) => {
	const { context } = desk;
	const bucket = bucketOf(desk, ask);
	ask.parameter("retention");
	const versionId = ask.parameter("versionId");
	const bypass = ask.flagHeader("x-amz-bypass-governance-retention");
	const { bytes } = readPayload(ask);
	ask.end(operation);
	requireLock(bucket);
	const now = context.clock.now();
	const wanted = readRetention(bytes, now);
	const asking = { caller: ask.request.caller, operation };
	const conditions = { ...retentionConditions(wanted, now), "s3:VersionId": versionId };
	guard(context, bucket, ask.key, "PutObjectRetention", asking, conditions);
	await changeVersion(desk, bucket.name, ask.key, versionId, (version) => {
		refuseWeakening(
			version,
			wanted,
			now,
			() => bypass && mayDo(context, bucket, ask.key, "BypassGovernanceRetention", asking, conditions),
		);
		const { retention: _, ...rest } = version;
		return wanted === undefined ? rest : { ...rest, retention: wanted };
	});
	return emptyReply(200);
};

export const getObjectRetention: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.parameter("retention");
	const versionId = ask.parameter("versionId");
	ask.end(operation);
	requireLock(bucket);
	guard(
		desk.context,
		bucket,
		ask.key,
		"GetObjectRetention",
		{ caller: ask.request.caller, operation },
		{
			"s3:VersionId": versionId,
		},
	);
	const version = await presentVersion(desk, bucket.name, ask.key, versionId);
	if (!version.retention) throw noLockConfiguration();
	const { mode, until } = version.retention;
	return xmlReply("Retention", { Mode: mode, RetainUntilDate: isoTime(until) }, versionHeader(version));
};

export const putObjectLegalHold: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.parameter("legal-hold");
	const versionId = ask.parameter("versionId");
	const { bytes } = readPayload(ask);
	ask.end(operation);
	requireLock(bucket);
	const document = readDocument(bytes, "LegalHold");
	const status = document.oneOf("Status", ["ON", "OFF"]);
	document.end();
	if (status === undefined) throw refuse.malformed("LegalHold needs a Status");
	guard(
		desk.context,
		bucket,
		ask.key,
		"PutObjectLegalHold",
		{ caller: ask.request.caller, operation },
		{
			"s3:VersionId": versionId,
			"s3:object-lock-legal-hold": status,
		},
	);
	await changeVersion(desk, bucket.name, ask.key, versionId, (version) => ({
		...version,
		legalHold: status === "ON",
	}));
	return emptyReply(200);
};

export const getObjectLegalHold: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.parameter("legal-hold");
	const versionId = ask.parameter("versionId");
	ask.end(operation);
	requireLock(bucket);
	guard(
		desk.context,
		bucket,
		ask.key,
		"GetObjectLegalHold",
		{ caller: ask.request.caller, operation },
		{
			"s3:VersionId": versionId,
		},
	);
	const version = await presentVersion(desk, bucket.name, ask.key, versionId);
	if (version.legalHold === undefined) throw noLockConfiguration();
	return xmlReply("LegalHold", { Status: version.legalHold ? "ON" : "OFF" }, versionHeader(version));
};

const noLockConfiguration = () =>
	new AwsError(
		"NoSuchObjectLockConfiguration",
		"The specified object does not have a ObjectLock configuration",
		404,
	);

function readRetention(bytes: Buffer, now: number): Retention | undefined {
	const document = readDocument(bytes, "Retention");
	const mode = document.maybeText("Mode");
	const until = document.maybeText("RetainUntilDate");
	document.end();
	if (mode === undefined && until === undefined) return undefined;
	if (mode === undefined || until === undefined)
		throw refuse.malformed("Retention needs Mode and RetainUntilDate, or neither");
	return { mode: lockMode(mode), until: futureDate(until, now) };
}

async function presentVersion(desk: Desk, bucket: string, key: string, versionId: string | undefined) {
	const version = await desk.versions.find(bucket, key, versionId);
	if (!version) throw refuse.noKey(key);
	if (version.marker)
		throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
	return version;
}

/** Changes the record of one version in its key's turn. */
export async function changeVersion(
	desk: Desk,
	bucket: string,
	key: string,
	versionId: string | undefined,
	change: (version: Version) => Version,
): Promise<Version> {
	return inTurn(desk, bucket, key, async () => {
		const changed = change(await presentVersion(desk, bucket, key, versionId));
		await desk.versions.commit([desk.versions.stored(changed)]);
		return changed;
	});
}
