import { AuditTrailError } from "../errors.ts";

/** The frameworks that can be assessed, with the edition whose ids the catalogue carries. */
export const frameworks = {
	gdpr: { name: "GDPR", edition: "Regulation (EU) 2016/679" },
	hipaa: { name: "HIPAA", edition: "45 CFR Part 164, Security Rule" },
	soc2: { name: "SOC 2", edition: "Trust Services Criteria 2017, points of focus revised 2022" },
	iso27001: { name: "ISO/IEC 27001", edition: "ISO/IEC 27001:2022, Annex A" },
} as const;

export type Framework = keyof typeof frameworks;

export const frameworkIds = Object.keys(frameworks) as readonly Framework[];

export function parseFramework(text: unknown): Framework {
	const found = frameworkIds.find((id) => id === text);
	if (!found)
		throw new AuditTrailError("request-invalid", `a framework is one of ${frameworkIds.join(", ")}`);
	return found;
}
