import type { Lane, TenantId } from "../../../src/ledger/identifiers.ts";
import type { SegmentItem } from "../../../src/ledger/segment-item.ts";
import type { SegmentPlace } from "../../../stores/ledger.ts";
import type { Binding } from "../../../stores/requests.ts";

/** What the tables hold, and what each operation does to them in one instant. */
export class MemoryTables {
	readonly lanes = new Map<string, SegmentItem[]>();
	readonly bindings = new Map<string, Binding>();
	readonly registered = new Set<string>();
	puts = 0;

	put(item: SegmentItem): "stored" | "taken" {
		this.puts++;
		const lane = this.lane(item.tenant, item.lane);
		if (lane[item.seq]) return "taken";
		lane[item.seq] = item;
		return "stored";
	}
	places(tenant: TenantId, lane: Lane, from: number): SegmentPlace[] {
		return this.lane(tenant, lane).filter((item) => item && item.seq >= from);
	}
	last(tenant: TenantId, lane: Lane): SegmentItem | undefined {
		return this.lane(tenant, lane).at(-1);
	}
	bind(request: string, binding: Binding, replaceBefore: number): { made: boolean; binding: Binding } {
		const standing = this.bindings.get(request);
		if (standing && standing.time > replaceBefore) return { made: false, binding: standing };
		this.bindings.set(request, binding);
		return { made: true, binding };
	}
	addSegment(request: string, segmentId: Uint8Array): Binding {
		const standing = this.bindings.get(request);
		if (!standing) throw new Error("no binding");
		const binding = { ...standing, segmentIds: [...standing.segmentIds, segmentId] };
		this.bindings.set(request, binding);
		return binding;
	}
	register(tenant: TenantId, lane: Lane): void {
		this.registered.add(`${tenant}#${lane}`);
	}
	lane(tenant: TenantId, lane: Lane): SegmentItem[] {
		const name = `${tenant}#${lane}`;
		const items = this.lanes.get(name) ?? [];
		this.lanes.set(name, items);
		return items;
	}
}
