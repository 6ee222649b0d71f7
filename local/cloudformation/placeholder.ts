import { createHash } from "node:crypto";
import type { ResourceRequest, ResourceResult } from "../service.ts";

/** Properties that give a resource its name, by type; what has none is named for its stack and logical id. */
const nameProperty: Readonly<Record<string, string>> = {
	"AWS::Logs::LogGroup": "LogGroupName",
	"AWS::CloudWatch::Alarm": "AlarmName",
	"AWS::CloudWatch::Dashboard": "DashboardName",
	"AWS::Cognito::UserPoolGroup": "GroupName",
};

/** Stands for a resource that is not simulated, so that others can refer to it. */
export function placeholder(type: string, request: ResourceRequest): ResourceResult {
	const given = request.properties[nameProperty[type] ?? ""];
	const place = `${request.stack}-${request.logicalId}`;
	const unique = createHash("sha256").update(place).digest("hex").slice(0, 12);
	const name = typeof given === "string" ? given : `${place}-${unique}`;
	const [, service = "", kind = ""] = type.split("::").map((part) => part.toLowerCase());
	const resource = type === "AWS::Logs::LogGroup" ? `log-group:${name}:*` : `${kind}/${name}`;
	return {
		physicalId: name,
		attributes: { Arn: `arn:aws:${service}:${request.region}:${request.account}:${resource}` },
	};
}
