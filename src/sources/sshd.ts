import { hash } from "node:crypto";
import { AuditTrailError } from "../errors.ts";
import type { AuditEvent } from "../event/event.ts";
import { parseAddress } from "../network/ip-address.ts";
import { zonedTime } from "./local-time.ts";
import { type SshdLine, sshdLine } from "./sshd-line.ts";

export interface SshdOptions {
	/** Year of the first line: syslog's classic form writes none. It goes on by itself over New Year's Eve. */
	year: number;
	/** Zone of the times in the log, unless they carry their own: IANA name, `UTC` or `+02:00`. */
	zone: string;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The user's name is whatever the client sent, spaces and " from " included, so it takes all it can and the rest
 * is read from the line's end: nobody can write an address of his choice into it.
 */
const failed = /^Failed password for (?:invalid user )?(.*) from (\S+) port (\d{1,5})(?: ssh2)?$/;
const accepted = /^Accepted (\S+) for (.*) from (\S+) port (\d{1,5})(?: ssh2)?(?:: .*)?$/;

/**
 * Maps lines of sshd's log to sign-in events, one line after the other, in the order of the file. "Failed password"
 * is a failed sign-in, "Accepted" a successful one. The other lines of a failed sign-in (PAM's, "Invalid user",
 * "Failed none") tell of the same attempt again or of none; they map to nothing and are for the caller to count.
 *
 * The same lines give the same events with the same ids: importing a file again changes nothing.
 * @throws AuditTrailError `request-invalid` for a zone or a year that is none
 */
export function sshdMapper({ year, zone }: SshdOptions): (line: string) => AuditEvent[] {
	if (!Number.isInteger(year) || year < 1970 || year > 9999)
		throw new AuditTrailError("request-invalid", "a year is a number from 1970 to 9999");
	const instant = zoneOf(zone);
	let month = 0;
	let currentYear = year;
	/** How often a text has come within the second of the last line. */
	let seen = { time: "", texts: new Map<string, number>() };

	const timeOf = ({ time }: SshdLine): string => {
		if (time.includes("T")) return new Date(Date.parse(time)).toISOString();
		const [name = "", day, clock = ""] = time.split(/ +/);
		const next = months.indexOf(name) + 1;
		// Back by more than half a year is forward over its end; a few late lines around it are not.
		if (month - next > 6) currentYear++;
		if (next - month > 6 && month > 0) return at(currentYear - 1, next, day, clock);
		month = next;
		return at(currentYear, next, day, clock);
	};
	const at = (year: number, month: number, day: string | undefined, clock: string): string => {
		const [hour = 0, minute = 0, second = 0] = clock.split(":").map(Number);
		return new Date(instant({ year, month, day: Number(day), hour, minute, second })).toISOString();
	};

	return (text) => {
		const line = sshdLine(text);
		if (!line) return [];
		const occurredAt = timeOf(line);
		const signIn = signInOf(line);
		if (!signIn) return [];
		if (seen.time !== line.time) seen = { time: line.time, texts: new Map() };
		const before = seen.texts.get(text) ?? 0;
		seen.texts.set(text, before + 1);
		return Array.from({ length: line.times }, (_, index) => ({
			id: eventId([occurredAt, text, String(before), String(index)]),
			occurredAt,
			...signIn,
		}));
	};
}

function signInOf({ host, process, message }: SshdLine): Omit<AuditEvent, "id" | "occurredAt"> | undefined {
	const failure = failed.exec(message);
	const [, method = "password", user = "", address = "", port = ""] = failure
		? [message, "password", ...failure.slice(1)]
		: (accepted.exec(message) ?? []);
	if (address === "") return undefined;
	return {
		action: "user.login",
		// sshd takes a name of no characters; an event's actor needs one.
		actor: { type: "user", id: user === "" ? "(none)" : user },
		resource: { type: "host", id: host },
		outcome: failure ? "failure" : "success",
		// With UseDNS the log has names in place of addresses.
		context: { ...(parseAddress(address) && { ip: address }), sessionId: process },
		details: {
			service: "sshd",
			method,
			port: Number(port),
			...(!parseAddress(address) && { host: address }),
		},
	};
}

function zoneOf(zone: string): ReturnType<typeof zonedTime> {
	try {
		return zonedTime(zone);
	} catch (cause) {
		throw new AuditTrailError("request-invalid", "a zone is an IANA name, UTC or an offset such as +02:00", {
			cause,
		});
	}
}

const eventId = (parts: readonly string[]): string =>
	`sshd-${hash("sha256", JSON.stringify(parts), "buffer").toString("hex", 0, 16)}`;
