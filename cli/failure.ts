/** Why a command ends early, in words for a person: what happened, and how to mend it. */
export class Failure extends Error {
	override readonly name = "Failure";
	readonly mend: string | undefined;
	/** 2: it could not run. 1: a check failed. */
	readonly exit: 1 | 2;
	constructor(message: string, more: { mend?: string; exit?: 1 | 2; cause?: unknown } = {}) {
		super(message, more.cause === undefined ? {} : { cause: more.cause });
		this.mend = more.mend;
		this.exit = more.exit ?? 2;
	}
}
