/** Sigma's levels, from the least to the most urgent. */
export const severities = ["informational", "low", "medium", "high", "critical"] as const;
export type Severity = (typeof severities)[number];

export const isSeverity = (text: unknown): text is Severity =>
	severities.some((severity) => severity === text);
