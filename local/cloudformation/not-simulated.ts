/**
 * What a template may ask for and this machine does not do, with the reason why evidence does not depend on it.
 * Each is printed at deployment; whatever is neither here nor simulated is refused by name.
 */
export const notSimulatedTypes: Readonly<Record<string, string>> = {
	"AWS::CDK::Metadata": "usage statistics of CDK",
	"AWS::CloudWatch::Alarm": "alarms watch AWS's own metrics",
	"AWS::CloudWatch::CompositeAlarm": "alarms watch AWS's own metrics",
	"AWS::CloudWatch::Dashboard": "dashboards draw AWS's own metrics",
	"AWS::Logs::LogGroup": "logs go to files in the state directory",
	"AWS::Logs::LogStream": "logs go to files in the state directory",
	"AWS::Logs::MetricFilter": "metrics are not kept",
	"AWS::Logs::SubscriptionFilter": "logs go to files in the state directory",
	"AWS::Logs::ResourcePolicy": "logs go to files in the state directory",
	"AWS::ApiGateway::UsagePlan": "quotas of API Gateway's own keys; throttling by stage is simulated",
	"AWS::WAFv2::WebACL": "loopback has no attackers to filter",
	"AWS::WAFv2::WebACLAssociation": "loopback has no attackers to filter",
	"AWS::WAFv2::LoggingConfiguration": "loopback has no attackers to filter",
	"AWS::EC2::VPC": "all traffic stays on loopback",
	"AWS::EC2::Subnet": "all traffic stays on loopback",
	"AWS::EC2::RouteTable": "all traffic stays on loopback",
	"AWS::EC2::SubnetRouteTableAssociation": "all traffic stays on loopback",
	"AWS::EC2::SecurityGroup": "all traffic stays on loopback",
	"AWS::EC2::VPCEndpoint": "all traffic stays on loopback",
	"AWS::EC2::FlowLog": "all traffic stays on loopback",
	"AWS::Cognito::UserPool": "people sign in by a small issuer here",
	"AWS::Cognito::UserPoolClient": "people sign in by a small issuer here",
	"AWS::Cognito::UserPoolDomain": "people sign in by a small issuer here",
	"AWS::Cognito::UserPoolGroup": "people sign in by a small issuer here",
};

/** The same for single properties of types that are simulated. */
export const propertiesWithoutEffect: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	"AWS::Lambda::Function": {
		Architectures: "functions run on this machine's processor",
		Description: "for people to read",
		KmsKeyArn: "environment variables are not stored apart from the template",
		LoggingConfig: "logs go to files in the state directory",
		Tags: "for people to read",
		TracingConfig: "traces are not kept",
	},
	"AWS::Lambda::EventSourceMapping": { Tags: "for people to read" },
	"AWS::ApiGateway::RestApi": {
		Description: "for people to read",
		EndpointConfiguration: "there is one endpoint, on loopback",
		Tags: "for people to read",
	},
	"AWS::ApiGateway::Account": { CloudWatchRoleArn: "access logs go to files in the state directory" },
	"AWS::ApiGateway::Deployment": { Description: "for people to read" },
	"AWS::ApiGateway::Stage": {
		Description: "for people to read",
		Tags: "for people to read",
		TracingEnabled: "traces are not kept",
	},
	"AWS::ApiGateway::Model": { Description: "for people to read" },
};
