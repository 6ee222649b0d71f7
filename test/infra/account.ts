import type { Placed, Templates } from "../../checks/template.ts";
import { evaluate } from "../../local/iam/evaluate.ts";
import { compilePolicy, type PolicyKind, type Statement } from "../../local/iam/policy.ts";
import type { Principal } from "../../local/iam/principal.ts";
import { ACCOUNT, Physical, REGION } from "./physical.ts";

type Values = Readonly<Record<string, string | readonly string[]>>;

/** An account into which a template was deployed: every value resolved, every policy asked as AWS asks it. */
export class Account {
	readonly physical: Physical;

	constructor(templates: Templates, stage: string) {
		this.physical = new Physical(templates, stage);
	}

	/** Whether a role, in a session with these tags, may do that. */
	role(name: string, tags: Readonly<Record<string, string>> = {}) {
		const placed = this.physical.find("AWS::IAM::Role", name);
		const roleArn = this.physical.attribute(placed, "Arn");
		const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${roleArn.split("/")[1]}/session`;
		const keys: Record<string, string> = {
			"aws:PrincipalArn": roleArn,
			"aws:PrincipalAccount": ACCOUNT,
			"kms:CallerAccount": ACCOUNT,
		};
		for (const [tag, value] of Object.entries(tags)) keys[`aws:PrincipalTag/${tag}`] = value;
		const principal: Principal = { kind: "session", arn, roleArn, account: ACCOUNT };
		const identity = this.#policiesOf(placed).flatMap(
			(document) => compilePolicy(document, "identity").statements,
		);
		return {
			arn: roleArn,
			may: (action: string, resource: string, more: Values = {}) =>
				this.#decide(principal, identity, action, resource, { ...keys, ...more }),
			/** As a service asks in the role's name. */
			mayThrough: (service: string, action: string, resource: string) =>
				this.#decide(principal, identity, action, resource, {
					...keys,
					"kms:ViaService": `${service}.${REGION}.amazonaws.com`,
				}),
		};
	}

	/** Whether an AWS service, acting by itself for a resource of this account, may do that. */
	service(name: string, sourceArn?: string) {
		return {
			may: (action: string, resource: string, more: Values = {}) =>
				this.#decide({ kind: "service", name }, [], action, resource, {
					"aws:SourceAccount": ACCOUNT,
					...(sourceArn === undefined ? {} : { "aws:SourceArn": sourceArn }),
					...more,
				}),
		};
	}

	/** Whether a service may take on a role. */
	trusts(service: string, roleArn: string): boolean {
		return this.service(service).may("sts:AssumeRole", roleArn);
	}

	#decide(
		principal: Principal,
		identity: readonly Statement[],
		action: string,
		resource: string,
		values: Values,
	): boolean {
		const known = new Map(
			Object.entries({ "aws:SecureTransport": "true", ...values }).map(([name, value]) => [
				name.toLowerCase(),
				typeof value === "string" ? [value] : value,
			]),
		);
		const document = this.#policyOn(resource);
		const resourcePolicy = document === undefined ? undefined : compilePolicy(document, trustOf(resource));
		return evaluate(
			{ principal, action, resource, keys: (name) => known.get(name.toLowerCase()) },
			{
				identity,
				resource: resourcePolicy,
				rule: /^arn:aws:(kms|iam):/.test(resource) ? "resource" : "either",
			},
		).allowed;
	}

	#policiesOf(role: Placed): unknown[] {
		const attached = this.physical.properties(role)["ManagedPolicyArns"] ?? [];
		const roleName = this.physical.reference(role);
		return this.physical
			.of("AWS::IAM::ManagedPolicy")
			.filter((policy) => {
				const roles = [this.physical.properties(policy)["Roles"]].flat();
				return [attached].flat().includes(this.physical.reference(policy)) || roles.includes(roleName);
			})
			.map((policy) => this.physical.properties(policy)["PolicyDocument"]);
	}

	/** The policy of the resource itself: of a key, bucket, queue, topic, role or function. */
	#policyOn(arn: string): unknown {
		const bare = arn.startsWith("arn:aws:s3:::") ? arn.split("/")[0] : arn;
		const owner = this.physical.all.find(
			(placed) =>
				/^AWS::(KMS::Key|IAM::Role|S3::Bucket|SQS::Queue|SNS::Topic|Lambda::Function)$/.test(
					placed.resource.Type,
				) && this.physical.attribute(placed, "Arn") === bare,
		);
		if (!owner) return undefined;
		const own = this.physical.properties(owner);
		const named = (type: string, list: string) =>
			this.physical
				.of(type)
				.find((policy) =>
					[this.physical.properties(policy)[list]].flat().includes(this.physical.reference(owner)),
				);
		const beside = (type: string, list: string) => {
			const policy = named(type, list);
			return policy && this.physical.properties(policy)["PolicyDocument"];
		};
		switch (owner.resource.Type) {
			case "AWS::KMS::Key":
				return own["KeyPolicy"];
			case "AWS::IAM::Role":
				return own["AssumeRolePolicyDocument"];
			case "AWS::S3::Bucket":
				return beside("AWS::S3::BucketPolicy", "Bucket");
			case "AWS::SQS::Queue":
				return beside("AWS::SQS::QueuePolicy", "Queues");
			case "AWS::SNS::Topic":
				return beside("AWS::SNS::TopicPolicy", "Topics");
			default:
				return functionPolicy(
					this.physical
						.of("AWS::Lambda::Permission")
						.map((permission) => this.physical.properties(permission))
						.filter(({ FunctionName }) => FunctionName === arn),
				);
		}
	}
}

const trustOf = (arn: string): PolicyKind => (arn.includes(":role/") ? "trust" : "resource");

/** Lambda keeps a function's permissions as a policy. */
const functionPolicy = (permissions: readonly Record<string, unknown>[]) => ({
	Version: "2012-10-17",
	Statement: permissions.map(({ Action, FunctionName, Principal, SourceArn }) => ({
		Effect: "Allow",
		Principal: { Service: Principal },
		Action,
		Resource: FunctionName,
		...(SourceArn === undefined ? {} : { Condition: { ArnLike: { "aws:SourceArn": SourceArn } } }),
	})),
});
