import { ArnPrincipal, ManagedPolicy, Role, SessionTagsPrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import type { DataStack } from "./stacks/data.ts";

/** IAM puts the session's tag in here; CloudFormation leaves it alone. */
const TENANT = "$" + "{aws:PrincipalTag/tenant}";

interface ReadSessionProps {
	/** Fixed, because the policy of the role that assumes it names it and would else wait for it in a circle. */
	roleName: string;
	assumedBy: string;
	data: DataStack;
}

/** The role of a read: what a session may touch is decided by its tag `tenant`, and without the tag it is nothing. */
export class ReadSession extends Construct {
	readonly role: Role;

	constructor(scope: Construct, id: string, { roleName, assumedBy, data }: ReadSessionProps) {
		super(scope, id);
		const { ledger, keys, tenants, watch, incidents, reports } = data.tables;
		const policy = new ManagedPolicy(this, "Policy", {
			description: "Reads of one tenant",
			statements: [
				allow(
					["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"],
					[ledger, keys, tenants, watch, incidents, reports].map((table) => table.tableArn),
					{
						"ForAllValues:StringLike": { "dynamodb:LeadingKeys": [TENANT, `${TENANT}#*`] },
						// "For all values" is true of none: a request without a key must fail here.
						Null: { "dynamodb:LeadingKeys": "false" },
					},
				),
				allow(["kms:Decrypt"], [data.envelopeKey.keyArn], {
					StringEquals: { "kms:EncryptionContext:tenant": TENANT },
				}),
				allow(["s3:GetObject"], [data.reports.arnForObjects(`${TENANT}/*`)]),
			],
		});
		this.role = new Role(this, "Role", {
			roleName,
			description: "Reads of one tenant, named by the session tag",
			assumedBy: new SessionTagsPrincipal(
				new ArnPrincipal(assumedBy).withConditions({
					StringLike: { "aws:RequestTag/tenant": "?*" },
					"ForAllValues:StringEquals": { "aws:TagKeys": ["tenant"] },
				}),
			),
			managedPolicies: [policy],
		});
	}
}
