/** dynalite ships no types; tests start it as a server. */
declare module "dynalite" {
	import type { Server } from "node:http";
	export default function dynalite(options: Record<string, unknown>): Server;
}
