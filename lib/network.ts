import { RemovalPolicy } from "aws-cdk-lib";
import {
	FlowLogDestination,
	GatewayVpcEndpointAwsService,
	InterfaceVpcEndpointAwsService,
	IpAddresses,
	type IVpc,
	Peer,
	Port,
	SecurityGroup,
	type SubnetSelection,
	SubnetType,
	Vpc,
} from "aws-cdk-lib/aws-ec2";
import { ManagedPolicy, type PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import { exact } from "./exact.ts";

/** A network without a way out: AWS services are reached by endpoints, the internet not at all. */
export class Network extends Construct {
	readonly vpc: IVpc;
	readonly subnets: SubnetSelection = { subnetType: SubnetType.PRIVATE_ISOLATED };
	readonly securityGroup: SecurityGroup;
	/** What a function's role needs so that Lambda can attach it to the network. */
	readonly attachment: PolicyStatement = allow(
		[
			"ec2:CreateNetworkInterface",
			"ec2:DeleteNetworkInterface",
			"ec2:DescribeNetworkInterfaces",
			"ec2:DescribeSubnets",
			"ec2:AssignPrivateIpAddresses",
			"ec2:UnassignPrivateIpAddresses",
		],
		["*"],
	);

	constructor(scope: Construct, id: string, operationsKey: IKey) {
		super(scope, id);
		this.vpc = exact<IVpc>(
			new Vpc(this, "Vpc", {
				ipAddresses: IpAddresses.cidr("10.40.0.0/20"),
				maxAzs: 2,
				natGateways: 0,
				subnetConfiguration: [{ name: "private", subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
			}),
		);
		this.#logTraffic(operationsKey);
		const endpoints = new SecurityGroup(this, "Endpoints", {
			vpc: this.vpc,
			allowAllOutbound: false,
			description: "Endpoints of AWS services",
		});
		this.securityGroup = new SecurityGroup(this, "Functions", {
			vpc: this.vpc,
			allowAllOutbound: false,
			description: "Functions of the audit trail",
		});
		endpoints.addIngressRule(this.securityGroup, Port.tcp(443), "HTTPS from the functions");
		this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "HTTPS; the network has no way out");
		this.vpc.addGatewayEndpoint("DynamoDb", { service: GatewayVpcEndpointAwsService.DYNAMODB });
		this.vpc.addGatewayEndpoint("S3", { service: GatewayVpcEndpointAwsService.S3 });
		const services = {
			Kms: InterfaceVpcEndpointAwsService.KMS,
			Sqs: InterfaceVpcEndpointAwsService.SQS,
			Sns: InterfaceVpcEndpointAwsService.SNS,
			Sts: InterfaceVpcEndpointAwsService.STS,
			XRay: InterfaceVpcEndpointAwsService.XRAY,
		};
		for (const [name, service] of Object.entries(services))
			this.vpc.addInterfaceEndpoint(name, {
				service,
				subnets: this.subnets,
				securityGroups: [endpoints],
				open: false,
			});
	}

	#logTraffic(operationsKey: IKey): void {
		const logs = new LogGroup(this, "FlowLogs", {
			encryptionKey: operationsKey,
			retention: RetentionDays.THIRTEEN_MONTHS,
			removalPolicy: RemovalPolicy.DESTROY,
		});
		const policy = new ManagedPolicy(this, "FlowLogPolicy", {
			statements: [
				allow(["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"], [logs.logGroupArn]),
			],
		});
		const role = new Role(this, "FlowLogRole", {
			assumedBy: new ServicePrincipal("vpc-flow-logs.amazonaws.com"),
			managedPolicies: [policy],
		});
		this.vpc.addFlowLog("Flow", {
			destination: FlowLogDestination.toCloudWatchLogs(logs, role.withoutPolicyUpdates()),
		});
	}
}
