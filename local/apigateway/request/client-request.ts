import type { IncomingMessage } from "node:http";
import { GatewayFailure } from "../response/response-type.ts";

/** A client's request, read once. */
export interface ClientRequest {
	method: string;
	/** Without stage and query, as sent. */
	path: string;
	/** Decoded. */
	segments: readonly string[];
	/** Names as sent, values in order. */
	headers: ReadonlyMap<string, string[]>;
	/** The last value of a header, whatever the case of its name. */
	header(name: string): string | undefined;
	/** Decoded, values in order. */
	query: ReadonlyMap<string, string[]>;
	sourceIp: string;
	body: Buffer;
}

/** Headers that belong to the connection between client and gateway. */
const ofConnection = ["connection", "keep-alive", "transfer-encoding", "upgrade", "te", "expect"];

/** The first part of the path names the stage. */
export function splitStage(url: string): { stage: string; path: string; query: string } {
	const [path = "/", query = ""] = url.split("?", 2);
	const [, stage = ""] = path.split("/", 2);
	return { stage, path: path.slice(stage.length + 1) || "/", query };
}

export function readClientRequest(
	incoming: IncomingMessage,
	place: { path: string; query: string; body: Buffer },
): ClientRequest {
	const { path, query, body } = place;
	const headers = new Map<string, string[]>();
	const lower = new Map<string, string>();
	const add = (name: string, value: string) => {
		headers.set(name, [...(headers.get(name) ?? []), value]);
		lower.set(name.toLowerCase(), value);
	};
	for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2) {
		const name = incoming.rawHeaders[at] ?? "";
		if (!ofConnection.includes(name.toLowerCase())) add(name, incoming.rawHeaders[at + 1] ?? "");
	}
	const sourceIp = incoming.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "127.0.0.1";
	add("X-Forwarded-For", sourceIp);
	add("X-Forwarded-Port", String(incoming.socket.localPort ?? ""));
	add("X-Forwarded-Proto", "http");
	const values = new Map<string, string[]>();
	for (const [name, value] of new URLSearchParams(query))
		values.set(name, [...(values.get(name) ?? []), value]);
	return {
		method: incoming.method ?? "GET",
		path,
		segments: path === "/" ? [] : path.slice(1).split("/").map(decode),
		headers,
		header: (name) => lower.get(name.toLowerCase()),
		query: values,
		sourceIp,
		body,
	};
}

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		throw new GatewayFailure("DEFAULT_4XX", "the path is not percent-encoded UTF-8");
	}
}
