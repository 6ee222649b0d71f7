import { AwsError } from "../service.ts";

/** A policy that this evaluator would not honour to the letter; refused when it is created, with what to change. */
export const policyRefused = (what: string): AwsError => new AwsError("MalformedPolicyDocument", what);
