import type { Routes } from "../edge/http.ts";
import { json } from "../edge/response.ts";
import { type HealthPorts, health } from "./health.ts";

export function healthRoutes(ports: HealthPorts) {
	const look = health(ports);
	return {
		"GET /v1/health": {
			permission: "none",
			answer: async () => {
				const answer = await look();
				// A load balancer or a monitor reads the status only.
				return json(answer.status === "unhealthy" ? 503 : 200, answer);
			},
		},
	} satisfies Routes;
}
