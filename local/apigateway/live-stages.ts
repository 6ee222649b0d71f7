import type { Deployed, Stage } from "./definition.ts";
import type { ApiParts } from "./parts.ts";
import { compileRoutes, type FindRoute } from "./request/route.ts";
import { Throttle } from "./request/throttle.ts";
import { compileValidation, type Validate } from "./request/validate.ts";

/** A stage ready to serve. */
export interface LiveStage {
	stage: Stage;
	deployed: Deployed;
	findRoute: FindRoute;
	validate: Validate;
	throttle: Throttle;
}

/** Stages by name, compiled at first use and forgotten when a template changes one. */
export class LiveStages {
	readonly #parts: ApiParts;
	#live = new Map<string, LiveStage>();

	constructor(parts: ApiParts) {
		this.#parts = parts;
	}

	readonly forget = (): void => {
		this.#live = new Map();
	};

	async find(name: string): Promise<LiveStage | undefined> {
		const known = this.#live.get(name);
		if (known) return known;
		const stage = await this.#parts.stages.get(name);
		const deployed = stage && (await this.#parts.deployments.get(stage.deploymentId));
		if (!stage || !deployed) return undefined;
		const live = {
			stage,
			deployed,
			findRoute: compileRoutes(deployed),
			validate: compileValidation(deployed),
			throttle: new Throttle(stage.throttles, () => performance.now()),
		};
		this.#live.set(name, live);
		return live;
	}
}
