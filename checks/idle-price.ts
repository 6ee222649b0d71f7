import prices from "../lib/prices.json" with { type: "json" };
import { resourcesOf, type Templates } from "./template.ts";

export interface Line {
	what: string;
	count: number;
	/** US dollars a month. */
	price: number;
}

/** Lambda polls each queue by five connections that wait 20 seconds each, whether there is work or not. */
const POLLS_PER_MONTH = 5 * 3 * 60 * prices.hoursPerMonth;

/** What these types cost while nothing happens. `undefined`: nothing; they are paid by use. */
const standing: Readonly<Record<string, ((properties: Record<string, unknown>) => Line[]) | undefined>> = {
	"AWS::KMS::Key": () => [{ what: "customer keys", count: 1, price: prices.prices.key.price }],
	"AWS::CloudWatch::Alarm": () => [{ what: "alarms", count: 1, price: prices.prices.alarm.price }],
	"AWS::CloudWatch::Dashboard": () => [
		{ what: "dashboards", count: 1, price: prices.prices.dashboard.price },
	],
	"AWS::WAFv2::WebACL": ({ Rules }) => {
		const rules = Array.isArray(Rules) ? Rules.length : 0;
		return [
			{ what: "firewalls", count: 1, price: prices.prices.webAcl.price },
			{ what: "firewall rules", count: rules, price: rules * prices.prices.webAclRule.price },
		];
	},
	"AWS::EC2::VPCEndpoint": ({ VpcEndpointType, SubnetIds }) => {
		// Gateway endpoints are free.
		if (VpcEndpointType !== "Interface") return [];
		const zones = Array.isArray(SubnetIds) ? SubnetIds.length : 0;
		const price = zones * prices.hoursPerMonth * prices.prices.endpointHour.price;
		return [{ what: "interface endpoints, by zone", count: zones, price }];
	},
	"AWS::Lambda::EventSourceMapping": ({ StartingPosition }) =>
		// Streams have one, queues none; reading a table's stream is free for Lambda.
		StartingPosition === undefined
			? [
					{
						what: "queues that Lambda polls",
						count: 1,
						price: POLLS_PER_MONTH * prices.prices.queueRequest.price,
					},
				]
			: [],
};

const byUse: readonly string[] = [
	...[
		"Account",
		"Authorizer",
		"Deployment",
		"GatewayResponse",
		"Method",
		"RequestValidator",
		"Resource",
		"RestApi",
		"Stage",
	].map((name) => `AWS::ApiGateway::${name}`),
	...["BackupPlan", "BackupSelection", "BackupVault"].map((name) => `AWS::Backup::${name}`),
	...["FlowLog", "RouteTable", "SecurityGroup", "SecurityGroupEgress", "SecurityGroupIngress", "Subnet"].map(
		(name) => `AWS::EC2::${name}`,
	),
	...["AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::VPC"],
	...["AWS::DynamoDB::GlobalTable", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::Logs::LogGroup"],
	...["AWS::Lambda::Function", "AWS::Lambda::Permission", "AWS::S3::Bucket", "AWS::S3::BucketPolicy"],
	...["AWS::Scheduler::Schedule", "AWS::SNS::Subscription", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy"],
	...["AWS::SQS::Queue", "AWS::SQS::QueuePolicy"],
	...["AWS::WAFv2::LoggingConfiguration", "AWS::WAFv2::WebACLAssociation"],
];

/**
 * What a deployment costs a month while nobody uses it, at list price: no free allowance is counted.
 * @throws Error for a type of which nobody has said yet whether it costs anything
 */
export function idlePrice(templates: Templates): Line[] {
	const lines = new Map<string, Line>();
	for (const { logicalId, resource } of resourcesOf(templates)) {
		const rule = standing[resource.Type];
		if (!rule && !byUse.includes(resource.Type))
			throw new Error(`${logicalId}: say in checks/idle-price.ts what an idle ${resource.Type} costs`);
		for (const line of rule?.(resource.Properties ?? {}) ?? []) {
			const sum = lines.get(line.what) ?? { what: line.what, count: 0, price: 0 };
			lines.set(line.what, { ...sum, count: sum.count + line.count, price: sum.price + line.price });
		}
	}
	return [...lines.values()];
}

export const total = (lines: readonly Line[]): number => lines.reduce((sum, { price }) => sum + price, 0);
