import { provePolicy } from "../../iam/policy-document.ts";
import { Members } from "../../members.ts";
import type { ResourceProvider } from "../../service.ts";
import type { Desk } from "../desk.ts";
import { refuse } from "../refuse.ts";

/** `AWS::S3::BucketPolicy`; a bucket has one, so its physical id is the bucket's name. */
export function bucketPolicyProvider({ buckets }: Desk): ResourceProvider {
	const clear = async (name: string) => {
		const bucket = buckets.find(name);
		if (!bucket) return;
		const { policy: _, ...rest } = bucket;
		await buckets.save(rest);
	};
	return {
		type: "AWS::S3::BucketPolicy",
		apply: async ({ logicalId, properties, physicalId }) => {
			const input = new Members(properties, `AWS::S3::BucketPolicy ${logicalId}`, refuse.argument);
			const name = input.text("Bucket");
			const document = input.inner("PolicyDocument");
			const policy = input.any("PolicyDocument");
			input.end();
			if (!document) throw refuse.argument(`AWS::S3::BucketPolicy ${logicalId} needs PolicyDocument`);
			provePolicy(policy, "resource", input.where);
			const bucket = buckets.byName(name);
			if (physicalId !== undefined && physicalId !== name) await clear(physicalId);
			await buckets.save({ ...bucket, policy: JSON.stringify(policy) });
			return { physicalId: name, attributes: {} };
		},
		remove: ({ physicalId }) => clear(physicalId),
	};
}
