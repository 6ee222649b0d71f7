import type { IncomingMessage } from "node:http";

/** The body of a request; `undefined` when it is larger than `limit` bytes (the rest is read and dropped). */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size <= limit) chunks.push(chunk);
		else chunks.length = 0;
	}
	return size <= limit ? Buffer.concat(chunks) : undefined;
}
