import { defineConfig } from "vitest/config";

/** Quick suites first; `end-to-end` and `browser` start the local cloud and run one file at a time. */
const quick = ["bin", "checks", "cli", "client", "functions", "infra", "lib", "local", "src", "stores"];
const suite = (name: string, include: string[], more: object = {}) => ({
	test: { name, include, environment: "node" as const, testTimeout: 30_000, hookTimeout: 60_000, ...more },
});

export default defineConfig({
	test: {
		maxWorkers: 2,
		reporters: process.env["CI"] ? ["default", "json"] : ["default"],
		outputFile: { json: ".build/test-results.json" },
		projects: [
			suite(
				"unit",
				quick.map((folder) => `test/${folder}/**/*.test.ts`),
			),
			suite("contract", ["test/contract/**/*.test.ts"]),
			suite("crash", ["test/crash/**/*.test.ts"], { testTimeout: 180_000 }),
			suite("end-to-end", ["test/{end-to-end,browser}/**/*.test.ts"], {
				fileParallelism: false,
				testTimeout: 120_000,
				hookTimeout: 180_000,
			}),
		],
	},
});
