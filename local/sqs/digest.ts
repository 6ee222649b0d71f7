import { hash } from "node:crypto";
import type { MessageAttribute } from "./message.ts";

export const digestBody = (body: string): string => hash("md5", body);

/**
 * MD5 over message attributes as the SQS developer guide lays it out ("Calculating the MD5 message digest for
 * message attributes"): sorted by name; name, type and value each with its length as 4 bytes; 1 or 2 before the value.
 */
export function digestAttributes(attributes: Record<string, MessageAttribute>): string | undefined {
	const names = Object.keys(attributes).sort();
	if (names.length === 0) return undefined;
	const pieces: Buffer[] = [];
	const add = (bytes: Buffer) => {
		const length = Buffer.alloc(4);
		length.writeUInt32BE(bytes.length);
		pieces.push(length, bytes);
	};
	for (const name of names) {
		const attribute = attributes[name];
		if (!attribute) continue;
		add(Buffer.from(name));
		add(Buffer.from(attribute.DataType));
		const binary = attribute.BinaryValue !== undefined;
		pieces.push(Buffer.from([binary ? 2 : 1]));
		add(
			binary ? Buffer.from(attribute.BinaryValue ?? "", "base64") : Buffer.from(attribute.StringValue ?? ""),
		);
	}
	return hash("md5", Buffer.concat(pieces));
}
