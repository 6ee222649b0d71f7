import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Listener {
	port: number;
	close(): Promise<void>;
}

/** An HTTP server on loopback. Port 0 takes any free one; a taken one rejects with EADDRINUSE. */
export async function listen(
	port: number,
	handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listener> {
	const server: Server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, handle);
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, "127.0.0.1", () => {
			server.off("error", reject);
			resolve();
		});
	});
	return {
		port: (server.address() as AddressInfo).port,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
