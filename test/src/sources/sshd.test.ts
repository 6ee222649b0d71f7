import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addToBucket, bucketNumber, emptyBucket } from "../../../src/detection/bucket.ts";
import { shippedRules } from "../../../src/detection/shipped-rules.ts";
import { firing } from "../../../src/detection/window.ts";
import type { NormalisedEvent } from "../../../src/event/event.ts";
import { sshdMapper } from "../../../src/sources/sshd.ts";

const line = (message: string, time = "Dec 10 06:55:48") => `${time} LabSZ sshd[24200]: ${message}`;
const mapped = (...lines: string[]) => {
	const map = sshdMapper({ year: 2015, zone: "UTC" });
	return lines.flatMap((text) => map(text));
};

describe("sshd's log", () => {
	it("says who failed to sign in, where, from where and when", () => {
		expect(
			mapped(line("Failed password for invalid user webmaster from 173.234.31.186 port 38926 ssh2")),
		).toEqual([
			{
				id: expect.stringMatching(/^sshd-[0-9a-f]{32}$/),
				occurredAt: "2015-12-10T06:55:48.000Z",
				action: "user.login",
				actor: { type: "user", id: "webmaster" },
				resource: { type: "host", id: "LabSZ" },
				outcome: "failure",
				context: { ip: "173.234.31.186", sessionId: "24200" },
				details: { service: "sshd", method: "password", port: 38926 },
			},
		]);
	});

	it("says who signed in, and how", () => {
		const [event] = mapped(
			line("Accepted publickey for fztu from 119.137.62.142 port 49116 ssh2: RSA SHA256:abc"),
		);
		expect(event).toMatchObject({
			outcome: "success",
			actor: { id: "fztu" },
			details: { method: "publickey" },
		});
	});

	it("counts each of the repetitions that syslog drew together, with an id of its own", () => {
		const events = mapped(
			line("message repeated 5 times: [ Failed password for root from 5.36.59.76 port 42393 ssh2]"),
		);
		expect(new Set(events.map(({ id }) => id)).size).toBe(5);
		expect(events.every(({ outcome }) => outcome === "failure")).toBe(true);
	});

	it.each([
		"Failed none for invalid user admin from 5.188.10.180 port 1234 ssh2",
		"Invalid user webmaster from 173.234.31.186",
		"pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=173.234.31.186  user=root",
		"PAM 4 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=5.36.59.76  user=root",
		"error: maximum authentication attempts exceeded for root from 5.36.59.76 port 42393 ssh2 [preauth]",
		"Connection closed by authenticating user root 5.36.59.76 port 42393 [preauth]",
	])("does not count %s", (message) => {
		expect(mapped(line(message))).toEqual([]);
	});

	it("does not take lines of other programs", () => {
		expect(
			mapped("Dec 10 06:55:48 LabSZ sudo[1]: Failed password for root from 1.2.3.4 port 1 ssh2", "", "x"),
		).toEqual([]);
	});

	it("lets nobody choose his address by the name that he gives", () => {
		const [event] = mapped(
			line("Failed password for invalid user x from 9.9.9.9 port 1 ssh2 from 203.0.113.7 port 22 ssh2"),
		);
		expect(event?.context?.ip).toBe("203.0.113.7");
		expect(event?.actor.id).toBe("x from 9.9.9.9 port 1 ssh2");
	});

	it("gives the same ids for the same file, and different ones to lines that are alike", () => {
		const lines = [1, 2].map(() => line("Failed password for root from 5.36.59.76 port 42393 ssh2"));
		const ids = mapped(...lines).map(({ id }) => id);
		expect(new Set(ids).size).toBe(2);
		expect(mapped(...lines).map(({ id }) => id)).toEqual(ids);
	});

	it("goes on into the next year, and back for a line that is late", () => {
		const failed = "Failed password for root from 5.36.59.76 port 42393 ssh2";
		const times = ["Dec 31 23:59:59", "Jan  1 00:00:01", "Dec 31 23:59:58", "Jan  1 00:00:02"];
		expect(
			mapped(...times.map((time) => line(failed, time))).map(({ occurredAt }) => occurredAt.slice(0, 10)),
		).toEqual(["2015-12-31", "2016-01-01", "2015-12-31", "2016-01-01"]);
	});

	it("reads times in the zone that is given, and lines that carry their own in that", () => {
		const failed = "Failed password for root from 5.36.59.76 port 42393 ssh2";
		const at = (zone: string, time: string) =>
			sshdMapper({ year: 2015, zone })(line(failed, time))[0]?.occurredAt;
		expect(at("Europe/Berlin", "Jul 10 06:00:00")).toBe("2015-07-10T04:00:00.000Z");
		expect(at("Europe/Berlin", "Dec 10 06:00:00")).toBe("2015-12-10T05:00:00.000Z");
		expect(at("-05:30", "Dec 10 06:00:00")).toBe("2015-12-10T11:30:00.000Z");
		// The clock was put back at 03:00 on 25 October: 02:30 came twice, the first one counts.
		expect(at("Europe/Berlin", "Oct 25 02:30:00")).toBe("2015-10-25T00:30:00.000Z");
		expect(at("Europe/Berlin", "2015-12-10T06:00:00.123+08:00")).toBe("2015-12-09T22:00:00.123Z");
	});

	it.each([
		{ year: 2015, zone: "Mars/Olympus" },
		{ year: 0, zone: "UTC" },
	])("refuses %o", (options) => {
		expect(() => sshdMapper(options)).toThrow(/zone is|year is/);
	});
});

/** A day of a real server under attack; not part of this project, so the figures are checked where it is at hand. */
const corpus = join(import.meta.dirname, "../../../../shared/corpora/sshd/OpenSSH_2k.log");

describe.skipIf(!existsSync(corpus))(
	"a real server's log (skipped where ../shared/corpora is not at hand)",
	() => {
		const text = existsSync(corpus) ? readFileSync(corpus, "utf8") : "";
		const incidents = (threshold: number, seconds: number) => {
			const rule = shippedRules({ MAX_LOGIN_ATTEMPTS: threshold, ALERT_THRESHOLD_SECONDS: seconds }).find(
				({ id }) => id === "brute-force-address",
			);
			if (!rule) throw new Error("the rule is gone");
			const events = text
				.split(/\r?\n/)
				.flatMap(sshdMapper({ year: 2015, zone: "UTC" }))
				.map((event): NormalisedEvent => ({ ...event, id: event.id ?? "" }))
				.filter(rule.matches);
			const { span } = rule.window;
			return [...Map.groupBy(events, (event) => event.context?.ip ?? "")]
				.filter(([, members]) => {
					const sightings = members.map(({ id, occurredAt }) => ({
						at: Date.parse(occurredAt),
						identity: id.slice(-8),
					}));
					const buckets = [...Map.groupBy(sightings, ({ at }) => bucketNumber(at, span))].map(
						([number, inside]) => addToBucket(emptyBucket(number), inside, span),
					);
					return firing(buckets, rule.window).contributions.length > 0;
				})
				.map(([address]) => address);
		};

		it.each([
			[5, 600, 11],
			[10, 600, 6],
			[20, 3600, 4],
		])("%i failures in %i s: %i addresses", (threshold, seconds, expected) => {
			const found = incidents(threshold, seconds);
			expect(found).toHaveLength(expected);
			expect(found).not.toContain("52.80.34.196");
		});
	},
);
