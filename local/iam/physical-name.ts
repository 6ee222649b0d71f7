import { createHash } from "node:crypto";

/**
 * A name as CloudFormation makes one: stack, logical id and twelve characters. They are derived, not drawn, so that a
 * deployment killed before it noted the name makes the same one again. Cut to `longest` at the front parts.
 */
export function physicalName(stack: string, logicalId: string, longest: number): string {
	const suffix = createHash("sha256")
		.update(`${stack}/${logicalId}`)
		.digest("hex")
		.slice(0, 12)
		.toUpperCase();
	const room = longest - suffix.length - 2;
	const stackRoom = Math.max(Math.ceil(room / 2), room - logicalId.length);
	const front = stack.slice(0, stackRoom);
	return `${front}-${logicalId.slice(0, room - front.length)}-${suffix}`;
}
