import type { Item } from "../attribute.ts";
import type { Write } from "../database.ts";
import { itemSize } from "../items/item-size.ts";
import { keyNames, type Table } from "../tables/table.ts";

/** A stream record as stored; its sequence number is its key. */
export interface StoredRecord {
	/** Milliseconds since 1970. */
	at: number;
	event: "INSERT" | "MODIFY" | "REMOVE";
	/** Bytes of keys and images. */
	size: number;
	keys: Item;
	/** Deleted by time to live, not by a caller. */
	expired?: true;
	new?: Item;
	old?: Item;
}

/** One change of an item; the texts are the stored JSON of the images, which need not be made twice. */
export interface ItemChange {
	before: Item | undefined;
	beforeText: string | undefined;
	after: Item | undefined;
	afterText: string | undefined;
	now: number;
	expired?: boolean;
}

/** The record of a change, for the batch in which the change itself is written; none where no stream is on. */
export function recordOf(table: Table, change: ItemChange): Write[] {
	const { stream } = table;
	const { before, beforeText, after, afterText } = change;
	const some = after ?? before;
	if (!stream || !some) return [];
	const keys: Item = {};
	for (const name of keyNames(table.KeySchema)) {
		const value = some[name];
		if (value) keys[name] = value;
	}
	const shows = (type: string) => stream.viewType === type || stream.viewType === "NEW_AND_OLD_IMAGES";
	const newImage = after && shows("NEW_IMAGE") ? after : undefined;
	const oldImage = before && shows("OLD_IMAGE") ? before : undefined;
	const record: StoredRecord = {
		at: change.now,
		event: before === undefined ? "INSERT" : after === undefined ? "REMOVE" : "MODIFY",
		size: [keys, newImage, oldImage].reduce((sum, image) => sum + (image ? itemSize(image) : 0), 0),
		keys,
		...(change.expired ? { expired: true } : {}),
	};
	let value = JSON.stringify(record).slice(0, -1);
	if (newImage) value += `,"new":${afterText}`;
	if (oldImage) value += `,"old":${beforeText}`;
	return [{ type: "record", stream: stream.arn, value: `${value}}` }];
}
