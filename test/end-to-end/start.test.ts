import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "newcomer-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function start(): { ended: Promise<{ code: number | null; said: string }>; kill(): void } {
	const { MAX_LOGIN_ATTEMPTS: _, ALERT_THRESHOLD_SECONDS: __, ...env } = process.env;
	const child = spawn(
		process.execPath,
		[join(root, "bin/local.ts"), "--state", directory, "--port", "0", "--once"],
		{ cwd: root, env, stdio: ["ignore", "pipe", "pipe"] },
	);
	let said = "";
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding("utf8").on("data", (text: string) => {
			said += text;
		});
	const ended = new Promise<{ code: number | null; said: string }>((resolve, reject) => {
		child.once("error", reject);
		child.once("close", (code) => resolve({ code, said }));
	});
	return { ended, kill: () => child.kill("SIGKILL") };
}

/** Events of the sample day that were sent and answered. */
const sent = (): number => {
	const place = join(directory, "sample.json");
	return existsSync(place) ? (JSON.parse(readFileSync(place, "utf8")) as { sent: number }).sent : 0;
};

describe("npm start -- --once", () => {
	it("shows a sample day sealed once, found, alerted, reported and verified, though the first start was killed within it", async () => {
		const first = start();
		let over = false;
		void first.ended.then(() => {
			over = true;
		});
		while (!over && sent() < 500) await setTimeout(10);
		first.kill();
		const { code, said } = await first.ended;
		expect(code, said).toBeNull();

		const second = await start().ended;
		expect(second.code, second.said).toBe(0);
		expect(second.said).toMatch(/VALID: ([\d,]+) of \1 events/);
		expect(second.said).toMatch(/\n4 incidents\n/);
		expect(second.said).not.toMatch(/NOT published/);
		expect(readdirSync(join(directory, "reports")).sort()).toEqual([
			"gdpr.html",
			"hipaa.html",
			"iso27001.html",
			"soc2.html",
		]);

		const third = await start().ended;
		expect(third.code, third.said).toBe(0);
		const sealed = /Sealed\n.*events/;
		expect(sealed.exec(third.said)?.[0]).toBe(sealed.exec(second.said)?.[0]);
	});
});
