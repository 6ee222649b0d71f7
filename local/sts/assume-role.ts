import type { Identities } from "../iam/identities.ts";
import { policySize, provePolicy } from "../iam/policy-document.ts";
import type { QueryParameters } from "../iam/query-parameters.ts";
import type { RoleRecord } from "../iam/records.ts";
import { AwsError, type Caller, type LocalContext } from "../service.ts";
import type { Xml } from "../xml/write-xml.ts";
import type { Credentials } from "./credentials.ts";
import { sessionCaller } from "./session-caller.ts";
import { readSessionTags } from "./session-tags.ts";

const leastSeconds = 900;
/** A session that assumes a further role gets an hour at most ("role chaining"). */
const chainedSeconds = 3600;
/** Characters of a session policy. */
const policyCharacters = 2048;

const refuse = (message: string) => new AwsError("ValidationError", message);

interface Wanted {
	roleArn: string;
	sessionName: string;
	seconds: number | undefined;
	tags: Record<string, string>;
	policy: string | undefined;
	externalId: string | undefined;
}

/** AssumeRole: the role's trust policy must let the caller in, and tag its session where it gives tags. */
export async function assumeRole(
	cloud: { context: LocalContext; identities: Identities; credentials: Credentials },
	caller: Caller,
	parameters: QueryParameters,
): Promise<Xml> {
	const { context, identities, credentials } = cloud;
	const wanted = read(parameters);
	const role = identities.compiled(wanted.roleArn)?.record;
	authorize(context, caller, role, wanted);
	if (!role) throw new AwsError("AccessDenied", `${wanted.roleArn} does not exist`, 403);
	const seconds = duration(role, caller, wanted.seconds);
	const session = { name: wanted.sessionName, tags: wanted.tags, policy: wanted.policy };
	const assumed = sessionCaller(role, context.account, session);
	const expiresAt = (Math.floor(context.clock.now() / 1000) + seconds) * 1000;
	const issued = await credentials.issue(assumed, expiresAt);
	return {
		AssumedRoleUser: {
			AssumedRoleId: `${role.id}:${wanted.sessionName}`,
			Arn: assumed.kind === "service" ? undefined : assumed.arn,
		},
		Credentials: {
			AccessKeyId: issued.accessKeyId,
			SecretAccessKey: issued.secretAccessKey,
			SessionToken: issued.sessionToken,
			Expiration: new Date(expiresAt).toISOString().replace(".000Z", "Z"),
		},
	};
}

function read(parameters: QueryParameters): Wanted {
	const roleArn = parameters.text("RoleArn");
	if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(roleArn))
		throw refuse(`${roleArn} is not the ARN of a role`);
	const sessionName = parameters.text("RoleSessionName");
	if (!/^[\w+=,.@-]{2,64}$/.test(sessionName))
		throw refuse("RoleSessionName takes 2 to 64 characters of A-Z a-z 0-9 _+=,.@-");
	const seconds = parameters.maybe("DurationSeconds");
	if (seconds !== undefined && !/^\d+$/.test(seconds)) throw refuse("DurationSeconds is not a whole number");
	const policy = parameters.maybe("Policy");
	if (policy !== undefined) {
		provePolicy(policy, "identity", "the session policy");
		if (policySize(JSON.parse(policy)) > policyCharacters)
			throw new AwsError("PackedPolicyTooLarge", `a session policy takes ${policyCharacters} characters`);
	}
	const externalId = parameters.maybe("ExternalId");
	const tags = readSessionTags(parameters);
	parameters.end();
	return {
		roleArn,
		sessionName,
		seconds: seconds === undefined ? undefined : Number(seconds),
		tags,
		policy,
		externalId,
	};
}

function authorize(
	context: LocalContext,
	caller: Caller,
	role: RoleRecord | undefined,
	wanted: Wanted,
): void {
	const tagKeys = Object.keys(wanted.tags);
	const keys: Record<string, string | readonly string[]> = { "sts:RoleSessionName": wanted.sessionName };
	if (wanted.externalId !== undefined) keys["sts:ExternalId"] = wanted.externalId;
	if (tagKeys.length > 0) keys["aws:TagKeys"] = tagKeys;
	for (const [name, value] of Object.entries(wanted.tags)) keys[`aws:RequestTag/${name}`] = value;
	const actions = tagKeys.length > 0 ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"];
	for (const action of actions)
		context.authorize({
			caller,
			action,
			resource: wanted.roleArn,
			context: keys,
			...(role ? { resourcePolicy: role.trust } : {}),
		});
}

function duration(role: RoleRecord, caller: Caller, wanted: number | undefined): number {
	const seconds = wanted ?? Math.min(3600, role.maxSessionSeconds);
	if (seconds < leastSeconds) throw refuse(`DurationSeconds is at least ${leastSeconds}`);
	if (seconds > role.maxSessionSeconds)
		throw refuse("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
	if (caller.kind === "session" && seconds > chainedSeconds)
		throw refuse(
			"The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
		);
	return seconds;
}
