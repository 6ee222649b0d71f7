import { Readable } from "node:stream";
import { type DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";

interface Request {
	headers: Record<string, string>;
	body: string;
}
interface Response {
	statusCode: number;
	body: Readable;
}

/** One stream record as the API gives it, binary in base64. */
export interface ApiRecord {
	eventID: string;
	eventName: string;
	eventSource: string;
	awsRegion: string;
	userIdentity?: { Type: string; PrincipalId: string };
	dynamodb: {
		Keys: Record<string, Record<string, string>>;
		NewImage?: Record<string, unknown>;
		OldImage?: Record<string, unknown>;
		SequenceNumber: string;
		SizeBytes: number;
		StreamViewType: string;
		ApproximateCreationDateTime: number;
	};
}

/** What the operations of DynamoDB Streams answer with, members of all in one. */
export interface StreamAnswer {
	Streams?: { StreamArn: string; TableName: string; StreamLabel: string }[];
	StreamDescription?: {
		StreamStatus: string;
		StreamViewType: string;
		Shards: {
			ShardId: string;
			SequenceNumberRange: { StartingSequenceNumber: string; EndingSequenceNumber?: string };
		}[];
	};
	ShardIterator?: string;
	NextShardIterator?: string;
	Records?: ApiRecord[];
}

/**
 * Calls DynamoDB Streams, which has an SDK package of its own, through the signed transport of the DynamoDB
 * client: another command's request gets target and body exchanged before it is signed.
 * @throws an Error that is named as AWS names the refusal
 */
export async function streamCall(
	client: DynamoDBClient,
	operation: string,
	input: object,
): Promise<StreamAnswer> {
	let answer: StreamAnswer = {};
	const command = new ListTablesCommand({});
	command.middlewareStack.add(
		(next) => async (args) => {
			const request = args.request as Request;
			request.headers["x-amz-target"] = `DynamoDBStreams_20120810.${operation}`;
			request.body = JSON.stringify(input);
			return next(args);
		},
		{ step: "build", priority: "high", name: "exchange" },
	);
	command.middlewareStack.add(
		(next) => async (args) => {
			const result = await next(args);
			const response = result.response as Response;
			const pieces: Buffer[] = [];
			for await (const piece of response.body) pieces.push(piece as Buffer);
			const body = JSON.parse(Buffer.concat(pieces).toString());
			if (response.statusCode !== 200)
				throw Object.assign(new Error(body.message), { name: String(body.__type).replace(/^.*#/, "") });
			answer = body as StreamAnswer;
			response.body = Readable.from([Buffer.from("{}")]);
			return result;
		},
		{ step: "deserialize", priority: "low", name: "take" },
	);
	await client.send(command);
	return answer;
}

/** Reads a stream's one shard from a place to its present end. */
export async function readShard(
	client: DynamoDBClient,
	StreamArn: string,
	from: { ShardIteratorType: string; SequenceNumber?: string } = { ShardIteratorType: "TRIM_HORIZON" },
): Promise<ApiRecord[]> {
	const { StreamDescription } = await streamCall(client, "DescribeStream", { StreamArn });
	const ShardId = StreamDescription?.Shards[0]?.ShardId;
	const start = await streamCall(client, "GetShardIterator", { StreamArn, ShardId, ...from });
	const records: ApiRecord[] = [];
	let ShardIterator = start.ShardIterator;
	while (ShardIterator) {
		const page: StreamAnswer = await streamCall(client, "GetRecords", { ShardIterator });
		records.push(...(page.Records ?? []));
		if (page.Records?.length === 0) break;
		ShardIterator = page.NextShardIterator;
	}
	return records;
}
