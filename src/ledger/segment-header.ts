import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { type Lane, lane, type Seq, seq, type TenantId, tenantId } from "./identifiers.ts";
import { HASH } from "./tree.ts";

export const FORMAT_VERSION = 1;
/** Events that one segment holds at most. */
export const MAX_EVENTS = 500;
/** Bytes of a random id: of a segment, a data key, an owner. */
export const ID = 16;

/** The public part of a segment: no personal data, nothing that could be guessed and tried. */
export interface SegmentHeader {
	tenant: TenantId;
	lane: Lane;
	seq: Seq;
	/** Segment hash before it in the lane; the lane's genesis hash where `seq` is 0. */
	prev: Uint8Array;
	/** Server time, milliseconds since 1970. */
	receivedAt: number;
	retentionClass: string;
	/** The body stays until then, milliseconds since 1970. */
	keepUntil: number;
	/** Events. */
	count: number;
	/** RFC 6962 root over the events' commitments. */
	eventRoot: Uint8Array;
	/** SHA-256 of nonce ‖ ciphertext ‖ tag. */
	bodyDigest: Uint8Array;
	/** 16 bytes: the data key of the body. */
	dataKey: Uint8Array;
	/** Salted digest of the search tokens; the salt lies in the ciphertext. */
	tokensDigest: Uint8Array;
	/** 16 random bytes, new for each attempt to append. */
	segmentId: Uint8Array;
}

const FIXED = 1 + 1 + 1 + 8 + HASH + 8 + 1 + 8 + 2 + HASH + HASH + ID + HASH + ID;

/** Bytes of a header. */
export const headerLength = (tenant: string, retentionClass: string): number =>
	FIXED + tenant.length + retentionClass.length;

export function encodeHeader(header: SegmentHeader): Buffer {
	return new ByteWriter(headerLength(header.tenant, header.retentionClass))
		.u8(FORMAT_VERSION)
		.short(header.tenant)
		.u8(header.lane)
		.u64(header.seq)
		.bytes(header.prev)
		.u64(header.receivedAt)
		.short(header.retentionClass)
		.u64(header.keepUntil)
		.u16(header.count)
		.bytes(header.eventRoot)
		.bytes(header.bodyDigest)
		.bytes(header.dataKey)
		.bytes(header.tokensDigest)
		.bytes(header.segmentId)
		.end();
}

/** Throws `format-invalid` for anything but the one encoding of a header. */
export function decodeHeader(bytes: Uint8Array): SegmentHeader {
	const reader = new ByteReader(bytes, "a segment header");
	if (reader.u8() !== FORMAT_VERSION) throw reader.fault("has a version that is not known here");
	const header: SegmentHeader = {
		tenant: tenantId(reader.short(/^[a-z0-9-]{1,32}$/)),
		lane: lane(reader.u8()),
		seq: seq(reader.u64()),
		prev: reader.bytes(HASH),
		receivedAt: reader.u64(),
		retentionClass: reader.short(/^[a-z0-9-]{1,32}$/),
		keepUntil: reader.u64(),
		count: reader.u16(),
		eventRoot: reader.bytes(HASH),
		bodyDigest: reader.bytes(HASH),
		dataKey: reader.bytes(ID),
		tokensDigest: reader.bytes(HASH),
		segmentId: reader.bytes(ID),
	};
	if (header.count > MAX_EVENTS) throw reader.fault("counts too many events");
	reader.end();
	return header;
}
