import type { Identities } from "../iam/identities.ts";
import { QueryParameters } from "../iam/query-parameters.ts";
import { queryReply } from "../iam/query-reply.ts";
import { AwsError, type AwsRequest, type Caller, type LocalContext, type Service } from "../service.ts";
import type { Xml } from "../xml/write-xml.ts";
import { assumeRole } from "./assume-role.ts";
import { type Credential, openCredentials } from "./credentials.ts";
import { sessionCaller } from "./session-caller.ts";

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

export interface Sts extends Service {
	/** Whom an access key stands for; expired ones are still told, with their `expiresAt`. */
	findCredential(accessKeyId: string): Credential | undefined;
	/** The account administrator's key pair, made at the first start. */
	administratorCredentials(): { accessKeyId: string; secretAccessKey: string };
}

/** Temporary credentials: AssumeRole and GetCallerIdentity by the query protocol, and sessions for functions. */
export async function createSts(context: LocalContext, identities: Identities): Promise<Sts> {
	const credentials = await openCredentials(context);
	context.links.assumeServiceRole = async ({ roleArn, service, session, sourceArn }) => {
		const role = identities.compiled(roleArn)?.record;
		if (!role) throw new AwsError("NoSuchEntity", `The role ${roleArn} cannot be found.`, 404);
		const from: Caller = {
			kind: "service",
			service,
			...(sourceArn === undefined ? {} : { sourceArn }),
		};
		context.authorize({
			caller: from,
			action: "sts:AssumeRole",
			resource: roleArn,
			resourcePolicy: role.trust,
		});
		const name = session.replace(/[^\w+=,.@-]/g, "-").slice(0, 64);
		const issued = credentials.issueUnstored(sessionCaller(role, context.account, { name }));
		const { accessKeyId, secretAccessKey, sessionToken = "" } = issued;
		return { accessKeyId, secretAccessKey, sessionToken };
	};

	async function answer(request: AwsRequest, parameters: QueryParameters): Promise<Xml> {
		if (parameters.operation === "AssumeRole")
			return assumeRole({ context, identities, credentials }, request.caller, parameters);
		if (parameters.operation === "GetCallerIdentity") {
			parameters.end();
			return callerIdentity(request.caller, context.account, identities);
		}
		throw new AwsError(
			"UnsupportedOperation",
			`sts:${parameters.operation} is not simulated: the local cloud answers AssumeRole and GetCallerIdentity`,
		);
	}

	return {
		names: ["sts"],
		resources: [],
		findCredential: credentials.find,
		administratorCredentials: () => {
			const { accessKeyId, secretAccessKey } = credentials.administrator;
			return { accessKeyId, secretAccessKey };
		},
		handle: async (request) => {
			const parameters = new QueryParameters(request.body.toString("utf8"));
			const result = await answer(request, parameters);
			const { requestId } = request;
			return queryReply({ operation: parameters.operation, namespace, result, requestId });
		},
	};
}

/** Every caller may ask who it is, whatever its policies say. */
function callerIdentity(caller: Caller, account: string, identities: Identities): Xml {
	if (caller.kind === "service") return { UserId: caller.service, Account: account, Arn: caller.service };
	if (caller.kind === "administrator")
		return { UserId: "AIDAADMINISTRATOR", Account: account, Arn: caller.arn };
	const role = identities.compiled(caller.roleArn)?.record;
	return {
		UserId: `${role?.id ?? ""}:${caller.arn.split("/").at(-1) ?? ""}`,
		Account: account,
		Arn: caller.arn,
	};
}
