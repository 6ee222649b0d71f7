import type { Pulse } from "../../stores/pulses.ts";

export type Status = "healthy" | "degraded" | "unhealthy";

/** What one look found. It says nothing of any tenant: anybody may read it. */
export interface Check {
	status: Status;
	message: string;
	whatToDo?: string;
}

/** Answers of the parts; an Error where one did not answer. */
export interface Probes {
	table: { status: string; stream: boolean } | Error;
	key: string | Error;
	pulses: readonly Pulse[] | Error;
}

export const databaseConnectivity = ({ table, pulses }: Probes): Check =>
	table instanceof Error || pulses instanceof Error
		? {
				status: "unhealthy",
				message: "The database does not answer",
				whatToDo: "Look at DynamoDB's state in this region, and at the function's role.",
			}
		: { status: "healthy", message: "The database answers" };

export function encryptionStatus({ key }: Probes): Check {
	if (key instanceof Error)
		return {
			status: "unhealthy",
			message: "The key service does not answer",
			whatToDo: "Look at the state of KMS in this region, and at the key's policy.",
		};
	return key === "Enabled"
		? { status: "healthy", message: "The envelope key is enabled" }
		: {
				status: "unhealthy",
				message: "The envelope key cannot be used: nothing is sealed or opened",
				whatToDo: "Enable the key, or cancel its deletion, in KMS. Producers keep their events and repeat.",
			};
}

export function logWriting(probes: Probes): Check {
	const { table } = probes;
	if (table instanceof Error || table.status !== "ACTIVE")
		return {
			status: "unhealthy",
			message: "The ledger's table takes no segments",
			whatToDo: "Look at the table's state in DynamoDB. Producers keep their events and repeat.",
		};
	if (encryptionStatus(probes).status !== "healthy")
		return {
			status: "unhealthy",
			message: "Nothing is written while nothing can be encrypted",
			whatToDo: "Mend the encryption first.",
		};
	return table.stream
		? { status: "healthy", message: "The ledger takes segments and tells its readers" }
		: {
				status: "degraded",
				message: "The ledger takes segments, but its stream is off: nothing is detected",
				whatToDo: "Deploy the app again: it turns the stream on. Detection then closes the gap by itself.",
			};
}

/** Between two readers of the same stream so much is ordinary, in milliseconds. */
const APART = 120_000;
/** A batch that fails is tried again; after so long it is no passing trouble. */
const PATIENCE = 60_000;

/**
 * Both readers get the same records, so one that falls behind the other, or whose batches fail, shows here. That
 * both stand still for want of a stream is for `logWriting`; that Lambda calls neither, for the alarm on their age.
 */
export function incidentDetection({ pulses }: Probes, now: number): Check {
	const whatToDo =
		"Read the logs of the functions detect and index. Nothing is lost: they go on where they stopped.";
	if (pulses instanceof Error)
		return { status: "unhealthy", message: "It is not known how far detection is", whatToDo };
	const pulse = (name: Pulse["consumer"]) => pulses.find(({ consumer }) => consumer === name);
	const [detect, index] = [pulse("detect"), pulse("index")];
	for (const one of [detect, index])
		if (one?.failingSince !== undefined && now - one.failingSince > PATIENCE)
			return {
				status: "unhealthy",
				message: `${one.consumer === "detect" ? "Detection" : "The tamper watch"} has been failing for ${minutes(now - one.failingSince)}`,
				whatToDo,
			};
	if (!detect && !index) return { status: "healthy", message: "No event was processed yet" };
	if (Math.abs((detect?.at ?? 0) - (index?.at ?? 0)) > APART)
		return {
			status: "degraded",
			message: `${(detect?.at ?? 0) < (index?.at ?? 0) ? "Detection" : "The tamper watch"} is behind`,
			whatToDo,
		};
	return { status: "healthy", message: "Detection and tamper watch pass what is sealed" };
}

function minutes(milliseconds: number): string {
	const whole = Math.floor(milliseconds / 60_000);
	return whole === 1 ? "1 minute" : `${whole} minutes`;
}
