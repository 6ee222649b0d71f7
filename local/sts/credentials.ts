import { randomBytes } from "node:crypto";
import { commit, openMirror } from "../iam/mirror.ts";
import { uniqueId } from "../iam/unique-id.ts";
import type { Caller, LocalContext } from "../service.ts";

/** A key pair and whom it stands for. Lies in the state directory, which only its owner may enter (mode 0700). */
export interface Credential {
	accessKeyId: string;
	secretAccessKey: string;
	/** Temporary credentials only. */
	sessionToken: string | undefined;
	caller: Caller;
	/** Milliseconds since 1970; absent for the administrator, and for functions, whose sessions are renewed unseen. */
	expiresAt: number | undefined;
}

export interface Credentials {
	find(accessKeyId: string): Credential | undefined;
	administrator: Credential;
	/** Durable when it resolves. */
	issue(caller: Caller, expiresAt: number): Promise<Credential>;
	/** Lives as long as this process, as its holder does. */
	issueUnstored(caller: Caller): Credential;
}

/** An expired credential is known that long, so that its holder reads ExpiredToken and not that it never was. */
const keptAfterExpiry = 24 * 3600 * 1000;

export async function openCredentials(
	context: Pick<LocalContext, "state" | "clock" | "account">,
): Promise<Credentials> {
	const { state, clock, account } = context;
	const stored = await openMirror<Credential>(state, "sts.credentials");
	const unstored = new Map<string, Credential>();
	const sweep = () => {
		const old = (credential: Credential) =>
			credential.expiresAt !== undefined && credential.expiresAt + keptAfterExpiry < clock.now();
		return stored
			.values()
			.filter(old)
			.map((credential) => stored.remove(credential.accessKeyId));
	};
	let administrator = stored.values().find((credential) => credential.caller.kind === "administrator");
	if (!administrator) {
		administrator = {
			accessKeyId: uniqueId("AKIA", 20),
			secretAccessKey: secret(),
			sessionToken: undefined,
			caller: { kind: "administrator", arn: `arn:aws:iam::${account}:user/administrator` },
			expiresAt: undefined,
		};
		await commit(state, [stored.put(administrator.accessKeyId, administrator)]);
	}
	await commit(state, sweep());
	return {
		find: (accessKeyId) => stored.get(accessKeyId) ?? unstored.get(accessKeyId),
		administrator,
		issue: async (caller, expiresAt) => {
			const credential = temporary(caller, expiresAt);
			await commit(state, [stored.put(credential.accessKeyId, credential), ...sweep()]);
			return credential;
		},
		issueUnstored: (caller) => {
			const credential = temporary(caller, undefined);
			unstored.set(credential.accessKeyId, credential);
			return credential;
		},
	};
}

const secret = (): string => randomBytes(30).toString("base64");

const temporary = (caller: Caller, expiresAt: number | undefined): Credential => ({
	accessKeyId: uniqueId("ASIA", 20),
	secretAccessKey: secret(),
	sessionToken: randomBytes(192).toString("base64"),
	caller,
	expiresAt,
});
