import type { IncomingMessage, ServerResponse } from "node:http";

export type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** Before and after the services are there: 503, which clients take as a reason to come again. */
export const notYet: Handler = (incoming, outgoing) => {
	incoming.resume();
	outgoing.writeHead(503, { "retry-after": "1", "content-type": "application/json" });
	outgoing.end('{"message":"the local cloud is starting or stopping"}');
};
