import { synthesize } from "../lib/app.ts";

/** The CDK's CLI hands `-c stage=production` over in this variable. */
const context: unknown = JSON.parse(process.env["CDK_CONTEXT_JSON"] ?? "{}");
const stage =
	typeof context === "object" && context !== null && "stage" in context ? context.stage : undefined;

synthesize({ stage: typeof stage === "string" ? stage : "trial", checked: true });
