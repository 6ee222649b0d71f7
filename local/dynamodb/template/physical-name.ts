import { hash } from "node:crypto";
import type { ResourceRequest } from "../../service.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/**
 * `<stack>-<logical id>-<suffix>`, as CloudFormation names what a template leaves unnamed. The suffix follows from
 * the rest: a deployment that was killed after it made the table finds that table again.
 */
export function physicalName({ stack, logicalId, account, region }: ResourceRequest): string {
	const digest = hash("sha256", `${account} ${region} ${stack} ${logicalId}`, "buffer");
	const suffix = [...digest.subarray(0, 12)].map((byte) => alphabet[byte % alphabet.length]).join("");
	return `${stack}-${logicalId}-${suffix}`.slice(-255);
}
