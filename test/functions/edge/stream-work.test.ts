import type { DynamoDBRecord } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { streamWork } from "../../../functions/edge/stream-work.ts";
import type { LedgerChange } from "../../../stores/ledger-change.ts";

const record = (eventName: "INSERT" | "MODIFY" | "REMOVE", lane: string, seq: string): DynamoDBRecord => ({
	eventName,
	dynamodb: {
		Keys: { lane: { S: lane }, seq: { N: seq } },
		SequenceNumber: `${lane}/${seq}`,
		ApproximateCreationDateTime: 1_700_000_000,
		...(eventName !== "REMOVE" && {
			NewImage: {
				lane: { S: lane },
				seq: { N: seq },
				header: { B: "AQI=" },
				prevHash: { B: "Aw==" },
				segmentHash: { B: "BA==" },
				commitments: { B: "" },
				body: { B: "BQY=" },
			},
		}),
	},
});

function handler(failed: string[], beat: (failing: boolean) => Promise<void> = async () => {}) {
	const got: LedgerChange[] = [];
	const logged: string[] = [];
	const handle = streamWork(
		"detect",
		async (changes) => {
			got.push(...changes);
			return failed;
		},
		{
			pulses: { beat: (_, __, failing) => beat(failing) },
			now: () => 5,
			log: (_, { what }) => void logged.push(what),
		},
	);
	return {
		got,
		logged,
		handle: (...Records: DynamoDBRecord[]) => handle({ Records }, { getRemainingTimeInMillis: () => 9 }),
	};
}

describe("a function behind the ledger's stream", () => {
	it("reads changes as Lambda gives them", async () => {
		const { got, handle } = handler([]);
		expect(await handle(record("INSERT", "acme#3", "7"), record("REMOVE", "acme-2#0", "1"))).toEqual({
			batchItemFailures: [],
		});
		expect(got).toEqual([
			{
				sequenceNumber: "acme#3/7",
				kind: "INSERT",
				tenant: "acme",
				lane: 3,
				seq: 7,
				at: 1_700_000_000_000,
				item: {
					tenant: "acme",
					lane: 3,
					seq: 7,
					header: Buffer.from([1, 2]),
					prevHash: Buffer.from([3]),
					segmentHash: Buffer.from([4]),
					commitments: Buffer.from([]),
					body: Buffer.from([5, 6]),
				},
			},
			expect.objectContaining({ kind: "REMOVE", tenant: "acme-2", lane: 0, seq: 1, item: undefined }),
		]);
	});

	it("gives back what must come again, and says so to health", async () => {
		const beats: boolean[] = [];
		const { handle } = handler(["acme#3/7"], async (failing) => void beats.push(failing));
		expect(await handle(record("INSERT", "acme#3", "7"))).toEqual({
			batchItemFailures: [{ itemIdentifier: "acme#3/7" }],
		});
		expect(beats).toEqual([true]);
	});

	it.each(["acme", "acme#", "acme#256", "#3", "ACME#3", "acme#3.5"])(
		"leaves and logs a record with the key %j",
		async (lane) => {
			const { got, logged, handle } = handler([]);
			await handle(record("INSERT", lane, "7"), record("INSERT", "acme#0", "0"));
			expect(got).toHaveLength(1);
			expect(logged).toEqual(["foreign-record"]);
		},
	);

	it("is not failed by a sign of life that was lost", async () => {
		const { handle } = handler([], () => Promise.reject(new Error("lost")));
		expect(await handle(record("INSERT", "acme#0", "0"))).toEqual({ batchItemFailures: [] });
	});
});
