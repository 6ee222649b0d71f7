import type { Control } from "../control.ts";
import type { Framework } from "../framework.ts";
import { gdpr } from "./gdpr.ts";
import { hipaa } from "./hipaa.ts";
import { iso27001 } from "./iso27001.ts";
import { soc2 } from "./soc2.ts";

/** Changes whenever a control's wording, probes or dates change; reports carry it. */
export const catalogueVersion = "2026-11-23";

const catalogue: Record<Framework, readonly Control[]> = { gdpr, hipaa, soc2, iso27001 };

/** The controls of a framework that apply on a day (ISO date), in the source's order. */
export function controlsOf(framework: Framework, day: string): readonly Control[] {
	return catalogue[framework].filter(({ effectiveFrom }) => effectiveFrom <= day);
}
