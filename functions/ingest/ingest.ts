import { AuditTrailError } from "../../src/errors.ts";
import type { NormalisedEvent } from "../../src/event/event.ts";
import { eventIds } from "../../src/event/event-id.ts";
import { judgeBatch, type Verdict } from "../../src/event/judge-batch.ts";
import { readBatch } from "../../src/event/read-batch.ts";
import { genesisHash } from "../../src/ledger/genesis.ts";
import type { Lane, TenantId } from "../../src/ledger/identifiers.ts";
import { type PreparedSegment, prepareSegment } from "../../src/ledger/prepare-segment.ts";
import { addressMonth } from "../../src/ledger/read-events.ts";
import { requestIdentity } from "../../src/ledger/request-identity.ts";
import { keepUntil, retentionClasses, STANDARD } from "../../src/ledger/retention-classes.ts";
import { ID } from "../../src/ledger/segment-header.ts";
import { sha256 } from "../../src/ledger/sha256.ts";
import type { Owner } from "../../src/people/keyring.ts";
import { partEvent } from "../../src/people/ownership.ts";
import { personKey } from "../../src/people/person.ts";
import { type EventResult, results } from "./answer.ts";
import { append } from "./append.ts";
import { bind, bindInMemory } from "./bind.ts";
import { type Head, LaneChoice } from "./lane-choice.ts";
import type { IngestPorts } from "./ports.ts";

export interface IngestRequest {
	tenant: TenantId;
	credential: string;
	/** The client's Idempotency-Key; without one, a repeated request is another request. */
	key: string | undefined;
	body: Uint8Array;
	/** Milliseconds since 1970 at which work stops. */
	deadline: number;
	signal?: AbortSignal;
}

/** `stored` false: not one event was valid and nothing was kept. */
export interface IngestAnswer {
	stored: boolean;
	results: EventResult[];
}

/** One worker of ingest: keeps to its lanes from request to request. */
export function ingester(ports: IngestPorts): (request: IngestRequest) => Promise<IngestAnswer> {
	const { clock, random, keyring } = ports;
	const choice = new LaneChoice(random);
	const classes = retentionClasses(ports.retentionDays);
	const classNames: ReadonlySet<string> = new Set(classes.keys());
	const registered = new Set<string>();

	/** The head of a lane that was not seen lately; a lane without segments is registered first. */
	const readHead = async (tenant: TenantId, lane: Lane, signal?: AbortSignal): Promise<Head> => {
		const last = await ports.ledger.last(tenant, lane, signal);
		if (last) return { seq: last.seq, hash: last.segmentHash };
		const name = `${tenant}#${lane}`;
		if (!registered.has(name)) await ports.lanes.register(tenant, lane, clock.now(), signal);
		registered.add(name);
		return { seq: -1, hash: genesisHash(sha256, tenant, lane) };
	};

	const prepare = async (tenant: TenantId, verdicts: Verdict[], time: number): Promise<PreparedSegment> => {
		const events = accepted(verdicts).map(partEvent);
		const people = new Map(
			events.flatMap(({ shares }) => shares.map(({ person }) => [personKey(person), person])),
		);
		const [dataKey, token, address, owners] = await Promise.all([
			keyring.sealingKey(tenant),
			keyring.tokenKey(tenant),
			keyring.addressKey(tenant, addressMonth(time)),
			people.size === 0 ? [] : keyring.owners(tenant, [...people.values()]),
		]);
		if (!address) throw new AuditTrailError("key-unavailable", "the key for addresses is missing");
		const ownerOf = new Map<string, Owner>();
		for (const [i, name] of [...people.keys()].entries()) {
			const owner = owners[i];
			if (!owner) throw new AuditTrailError("key-unavailable", "a person's key is missing");
			ownerOf.set(name, owner);
		}
		const retentionClass = retentionClassOf(accepted(verdicts));
		return prepareSegment({
			tenant,
			receivedAt: time,
			retentionClass,
			keepUntil: keepUntil(time, classes.get(retentionClass) ?? ports.retentionDays),
			events,
			ownerOf: (share) => {
				const owner = ownerOf.get(personKey(share.person));
				if (!owner) throw new AuditTrailError("key-unavailable", "a person's key is missing");
				return owner;
			},
			tokenKeys: { token, address },
			dataKey,
			random,
		});
	};

	return async (request) => {
		const { tenant, signal } = request;
		const batch = readBatch(request.body);
		const key = request.key ?? Buffer.from(random(ID)).toString("base64url");
		const identity = requestIdentity(
			await keyring.tokenKey(tenant),
			tenant,
			request.credential,
			key,
			request.body,
		);
		const judge = (time: number) => judgeBatch(batch, time, eventIds(time, identity.seed), classNames);

		const time = clock.now();
		const verdicts = judge(time);
		if (accepted(verdicts).length === 0) return { stored: false, results: results(verdicts, undefined) };
		retentionClassOf(accepted(verdicts));

		const { lane, head = await readHead(tenant, lane, signal) } = choice.at(tenant, time);
		const start = { lane, head, segmentId: random(ID), time };
		const bound =
			request.key === undefined
				? bindInMemory(identity, start)
				: await bind(ports.requests, identity, start, signal);
		const { binding, made } = bound;
		const boundVerdicts = made ? verdicts : judge(binding.time);
		const appended = await append(
			{
				tenant,
				binding,
				addSegment: bound.addSegment,
				mayWrite: bound.mayWrite,
				prepare: () => prepare(tenant, boundVerdicts, binding.time),
				first: made ? start : undefined,
				deadline: request.deadline,
				signal,
			},
			ports,
		);
		const newHead = { seq: appended.seq, hash: appended.segmentHash };
		choice.settle(tenant, { lane: appended.lane, head: newHead }, appended.contended, clock.now());
		return { stored: true, results: results(boundVerdicts, appended) };
	};
}

const accepted = (verdicts: readonly Verdict[]): NormalisedEvent[] =>
	verdicts.flatMap((verdict) => (verdict.status === "accepted" ? [verdict.event] : []));

/** Throws `retention-mixed`: a segment is pruned as a whole. */
function retentionClassOf(events: readonly NormalisedEvent[]): string {
	const [first = STANDARD, ...others] = new Set(
		events.map(({ retentionClass }) => retentionClass ?? STANDARD),
	);
	if (others.length > 0) throw new AuditTrailError("retention-mixed");
	return first;
}
