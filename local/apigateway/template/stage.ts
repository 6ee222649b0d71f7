import type { Members } from "../../members.ts";
import type { ResourceProvider } from "../../service.ts";
import type { Stage } from "../definition.ts";
import type { ApiParts } from "../parts.ts";
import { checkAccessLogFormat } from "../response/access-log.ts";
import { partProvider, refuse, texts } from "./part-provider.ts";

/** A stage serves one deployment under its name; two APIs cannot have a stage of one name on one listener. */
export const stageProvider = (parts: ApiParts, changed: () => void): ResourceProvider =>
	partProvider<Stage>({
		type: "AWS::ApiGateway::Stage",
		collection: parts.stages,
		changed,
		physicalId: ({ name }) => name,
		read: async (properties) => {
			const name = properties.text("StageName");
			const apiId = properties.text("RestApiId");
			const before = await parts.stages.get(name);
			if (before && before.apiId !== apiId && (await parts.apis.get(before.apiId)))
				throw refuse(
					`another API has a stage ${name} already; on this listener its name is the path's prefix`,
				);
			if (properties.flag("CacheClusterEnabled")) throw refuse("a stage's cache is not simulated");
			const accessLog = readAccessLog(properties.inner("AccessLogSetting"));
			return {
				name,
				apiId,
				deploymentId: properties.text("DeploymentId"),
				variables: texts(properties.any("Variables"), "Variables"),
				throttles: (properties.inners("MethodSettings") ?? []).flatMap(readSetting),
				...(accessLog ? { accessLog } : {}),
			};
		},
	});

function readAccessLog(setting: Members | undefined): Stage["accessLog"] {
	const arn = setting?.maybeText("DestinationArn");
	const format = setting?.maybeText("Format");
	setting?.end();
	if (arn === undefined || format === undefined) return undefined;
	const name = /^arn:aws:logs:[^:]*:[^:]*:log-group:([^:]+)(?::\*)?$/.exec(arn)?.[1];
	if (name === undefined) throw refuse(`access logs go to a log group; ${arn} is none`);
	checkAccessLogFormat(format);
	return { name, format };
}

/** Metrics and execution logs are not kept; bodies never reach a log, so tracing of data is refused. */
function readSetting(setting: Members): Stage["throttles"] {
	setting.flag("MetricsEnabled");
	setting.oneOf("LoggingLevel", ["OFF", "ERROR", "INFO"]);
	if (setting.flag("DataTraceEnabled"))
		throw refuse("DataTraceEnabled would log bodies; it is not simulated");
	if (setting.flag("CachingEnabled")) throw refuse("CachingEnabled is not simulated");
	const method = setting.maybeText("HttpMethod") ?? "*";
	const path = (setting.maybeText("ResourcePath") ?? "/*").replaceAll("~1", "/").replace(/^\/\//, "/");
	const rate = setting.whole("ThrottlingRateLimit", 0, 1_000_000);
	const burst = setting.whole("ThrottlingBurstLimit", 0, 1_000_000);
	setting.end();
	return rate === undefined || burst === undefined ? [] : [{ method, path, rate, burst }];
}
