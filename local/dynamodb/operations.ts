import type { Operation } from "./engine.ts";
import { batchGetItem } from "./items/batch-get-item.ts";
import { batchWriteItem } from "./items/batch-write-item.ts";
import { getItem } from "./items/get-item.ts";
import { deleteInput, putInput, updateInput } from "./items/item-inputs.ts";
import { query } from "./items/query.ts";
import { scan } from "./items/scan.ts";
import { writeItem } from "./items/write-item.ts";
import { describeStream } from "./streams/describe-stream.ts";
import { getRecords } from "./streams/get-records.ts";
import { getShardIterator } from "./streams/get-shard-iterator.ts";
import { listStreams } from "./streams/list-streams.ts";
import { describeContinuousBackups, updateContinuousBackups } from "./tables/continuous-backups.ts";
import { createTable } from "./tables/create-table.ts";
import { deleteTable } from "./tables/delete-table.ts";
import { describeTable } from "./tables/describe-table.ts";
import { listTables } from "./tables/list-tables.ts";
import { listTagsOfResource, tagResource, untagResource } from "./tables/tags.ts";
import { updateTable } from "./tables/update-table.ts";
import { describeTimeToLive, updateTimeToLive } from "./time-to-live/time-to-live.ts";
import { transactGetItems } from "./transactions/transact-get-items.ts";
import { transactWriteItems } from "./transactions/transact-write-items.ts";

/** Every operation that is answered, by its whole target. Whatever is not here is refused by its name. */
export const operations: Readonly<Record<string, Operation>> = {
	"DynamoDB_20120810.PutItem": writeItem("PutItem", putInput),
	"DynamoDB_20120810.UpdateItem": writeItem("UpdateItem", updateInput),
	"DynamoDB_20120810.DeleteItem": writeItem("DeleteItem", deleteInput),
	"DynamoDB_20120810.GetItem": getItem,
	"DynamoDB_20120810.BatchGetItem": batchGetItem,
	"DynamoDB_20120810.BatchWriteItem": batchWriteItem,
	"DynamoDB_20120810.Query": query,
	"DynamoDB_20120810.Scan": scan,
	"DynamoDB_20120810.TransactWriteItems": transactWriteItems,
	"DynamoDB_20120810.TransactGetItems": transactGetItems,
	"DynamoDB_20120810.CreateTable": createTable,
	"DynamoDB_20120810.UpdateTable": updateTable,
	"DynamoDB_20120810.DeleteTable": deleteTable,
	"DynamoDB_20120810.DescribeTable": describeTable,
	"DynamoDB_20120810.ListTables": listTables,
	"DynamoDB_20120810.TagResource": tagResource,
	"DynamoDB_20120810.UntagResource": untagResource,
	"DynamoDB_20120810.ListTagsOfResource": listTagsOfResource,
	"DynamoDB_20120810.UpdateTimeToLive": updateTimeToLive,
	"DynamoDB_20120810.DescribeTimeToLive": describeTimeToLive,
	"DynamoDB_20120810.UpdateContinuousBackups": updateContinuousBackups,
	"DynamoDB_20120810.DescribeContinuousBackups": describeContinuousBackups,
	"DynamoDBStreams_20120810.ListStreams": listStreams,
	"DynamoDBStreams_20120810.DescribeStream": describeStream,
	"DynamoDBStreams_20120810.GetShardIterator": getShardIterator,
	"DynamoDBStreams_20120810.GetRecords": getRecords,
};
