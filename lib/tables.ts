import { RemovalPolicy } from "aws-cdk-lib";
import {
	type Attribute,
	AttributeType,
	Billing,
	StreamViewType,
	TableEncryptionV2,
	type TablePropsV2,
	TableV2,
} from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import type { Config } from "./config.ts";

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });
const number = (name: string): Attribute => ({ name, type: AttributeType.NUMBER });

/** Key of the deleted person's owner key must be gone from backups too within this time, in days (erasure by key). */
const KEY_BACKUP_DAYS = 7;

/** The tables of docs/architecture.md: on demand, under a customer key, restorable to a point in time. */
export class Tables extends Construct {
	readonly ledger: TableV2;
	readonly keys: TableV2;
	readonly tenants: TableV2;
	readonly credentials: TableV2;
	readonly requests: TableV2;
	readonly watch: TableV2;
	readonly incidents: TableV2;
	readonly reports: TableV2;

	constructor(scope: Construct, id: string, props: { config: Config; key: IKey }) {
		super(scope, id);
		const production = props.config.mode === "production";
		const table = (name: string, own: Pick<TablePropsV2, "partitionKey"> & Partial<TablePropsV2>) =>
			new TableV2(this, name, {
				billing: Billing.onDemand(),
				encryption: TableEncryptionV2.customerManagedKey(props.key),
				pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
				deletionProtection: production,
				removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
				...own,
			});
		this.ledger = table("Ledger", {
			partitionKey: text("lane"),
			sortKey: number("seq"),
			dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
		});
		this.keys = table("Keys", {
			partitionKey: text("tenant"),
			sortKey: text("key"),
			pointInTimeRecoverySpecification: {
				pointInTimeRecoveryEnabled: true,
				recoveryPeriodInDays: KEY_BACKUP_DAYS,
			},
		});
		this.tenants = table("Tenants", { partitionKey: text("tenant"), sortKey: text("item") });
		this.credentials = table("Credentials", { partitionKey: text("credential") });
		this.requests = table("Requests", { partitionKey: text("request"), timeToLiveAttribute: "expiresAt" });
		this.watch = table("Watch", {
			partitionKey: text("tenant"),
			sortKey: text("item"),
			timeToLiveAttribute: "expiresAt",
		});
		this.incidents = table("Incidents", { partitionKey: text("tenant"), sortKey: text("item") });
		this.reports = table("Reports", { partitionKey: text("tenant"), sortKey: text("report") });
	}
}
