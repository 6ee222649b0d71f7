import { AwsError } from "./service.ts";

/** The faults that a test can plant, by name. */
export const faultNames = [
	"reply-lost", // done, but the caller's connection is cut before the answer
	"throttle", // refused with the service's throttling error
	"conflict", // refused with the service's conflict error
	"duplicate-delivery", // a message or record is delivered twice
	"late-delivery", // a message or record is delivered after a delay
	"slow", // answered after a delay
	"key-disabled", // KMS says that the key is disabled
	"bypass-policy", // a call is let past the resource's own policy, as an attacker with the account's root could
] as const;
export type FaultName = (typeof faultNames)[number];

export interface Fault {
	name: FaultName;
	/** Which calls: `<service>:<Operation>`, e.g. `dynamodb:PutItem`; `*` as operation for all. */
	target: string;
	/** How many calls it strikes; then it is spent. */
	count: number;
	/** How many matching calls pass before it strikes. */
	after: number;
	/** For `slow` and `late-delivery`. */
	milliseconds: number;
}

/** Planted faults; services and the front ask it at the places where each fault can strike. */
export class Faults {
	#planted: Fault[] = [];

	plant(fault: Pick<Fault, "name" | "target"> & Partial<Fault>): void {
		this.#planted.push({ count: 1, after: 0, milliseconds: 1000, ...fault });
	}

	clear(): void {
		this.#planted = [];
	}

	/** The fault that strikes this call, if one does; it is counted as spent. */
	strike(name: FaultName, service: string, operation: string): Fault | undefined {
		for (const fault of this.#planted) {
			if (fault.name !== name || fault.count === 0) continue;
			if (fault.target !== `${service}:${operation}` && fault.target !== `${service}:*`) continue;
			if (fault.after > 0) {
				fault.after -= 1;
				continue;
			}
			fault.count -= 1;
			return fault;
		}
		return undefined;
	}
}

/** Reads a fault as a test posts it; refuses names that do not exist. */
export function parseFault(input: unknown): Pick<Fault, "name" | "target"> & Partial<Fault> {
	const value = input as Partial<Record<keyof Fault, unknown>> | null;
	const name = faultNames.find((known) => known === value?.name);
	if (!name || typeof value?.target !== "string")
		throw new AwsError(
			"ValidationError",
			`a fault needs a name (one of ${faultNames.join(", ")}) and a target`,
		);
	const count = (key: "count" | "after" | "milliseconds") =>
		typeof value[key] === "number" ? { [key]: value[key] } : {};
	return { name, target: value.target, ...count("count"), ...count("after"), ...count("milliseconds") };
}
