import type { LocalContext } from "../service.ts";
import type { Change } from "../state.ts";
import { parseExpression, type Timing } from "./expression.ts";
import { refuse } from "./refuse.ts";
import type { Schedule, ScheduleDefinition, ScheduleGroup } from "./schedule.ts";

const SCHEDULES = "scheduler-schedules";
const GROUPS = "scheduler-groups";
const placeOf = (group: string, name: string) => `${group}/${name}`;

/** Schedules and their groups: few, so all in memory; each change is committed before it is shown. */
export class Schedules {
	readonly #context: LocalContext;
	readonly #schedules = new Map<string, Schedule>();
	readonly #groups = new Map<string, ScheduleGroup>();
	readonly #timings = new WeakMap<Schedule, Timing>();

	private constructor(context: LocalContext) {
		this.#context = context;
	}

	static async open(context: LocalContext): Promise<Schedules> {
		const schedules = new Schedules(context);
		for (const [key, group] of await context.state.collection<ScheduleGroup>(GROUPS).list())
			schedules.#groups.set(key, group);
		for (const [key, schedule] of await context.state.collection<Schedule>(SCHEDULES).list())
			schedules.#schedules.set(key, schedule);
		if (!schedules.#groups.has("default")) await schedules.saveGroup("default", {}, undefined);
		return schedules;
	}

	all(): Schedule[] {
		return [...this.#schedules.entries()]
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([, schedule]) => schedule);
	}

	find(group: string, name: string): Schedule | undefined {
		return this.#schedules.get(placeOf(group, name));
	}

	byName(group: string, name: string): Schedule {
		const schedule = this.find(group, name);
		if (!schedule) throw refuse.noSchedule(name);
		return schedule;
	}

	arnOf(group: string, name: string): string {
		return `arn:aws:scheduler:${this.#context.region}:${this.#context.account}:schedule/${group}/${name}`;
	}

	groupArn(group: string): string {
		return `arn:aws:scheduler:${this.#context.region}:${this.#context.account}:schedule-group/${group}`;
	}

	groups(): ScheduleGroup[] {
		return [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
	}

	group(name: string): ScheduleGroup {
		const group = this.#groups.get(name);
		if (!group) throw refuse.noGroup(name);
		return group;
	}

	findGroup(name: string): ScheduleGroup | undefined {
		return this.#groups.get(name);
	}

	async saveGroup(
		name: string,
		tags: Record<string, string>,
		token: string | undefined,
	): Promise<ScheduleGroup> {
		const now = this.#context.clock.now();
		const group: ScheduleGroup = {
			name,
			arn: this.groupArn(name),
			createdAt: this.#groups.get(name)?.createdAt ?? now,
			modifiedAt: now,
			tags,
			...(token === undefined ? {} : { token }),
		};
		await this.#context.state.collection<ScheduleGroup>(GROUPS).put(name, group);
		this.#groups.set(name, group);
		return group;
	}

	/** Removes a group with its schedules. */
	async removeGroup(name: string): Promise<void> {
		const inside = this.all().filter((schedule) => schedule.group === name);
		await this.#context.state.commit([
			{ collection: GROUPS, key: name, delete: true },
			...inside.map(
				(schedule): Change => ({
					collection: SCHEDULES,
					key: placeOf(name, schedule.name),
					delete: true,
				}),
			),
		]);
		this.#groups.delete(name);
		for (const schedule of inside) this.#schedules.delete(placeOf(name, schedule.name));
	}

	/** Creates or changes a schedule; its next firing is computed anew when its timing changed. */
	async define(
		definition: ScheduleDefinition,
		more: Pick<Schedule, "token" | "logicalId"> = {},
	): Promise<Schedule> {
		this.group(definition.group);
		const now = this.#context.clock.now();
		const kept = this.find(definition.group, definition.name);
		const schedule: Schedule = {
			...definition,
			...more,
			arn: this.arnOf(definition.group, definition.name),
			createdAt: kept?.createdAt ?? now,
			modifiedAt: now,
		};
		const sameTiming =
			kept !== undefined &&
			kept.expression === schedule.expression &&
			kept.zone === schedule.zone &&
			kept.startAt === schedule.startAt &&
			kept.endAt === schedule.endAt &&
			kept.enabled === schedule.enabled;
		// A schedule that has no start yet may fire at once, as rates do on AWS.
		const nextAt = sameTiming ? kept.nextAt : this.nextOf(schedule, now - 1);
		const saved = { ...schedule, ...(nextAt === undefined ? {} : { nextAt }) };
		await this.#context.state.commit([this.stored(saved)]);
		this.show(saved);
		return saved;
	}

	stored(schedule: Schedule): Change {
		return { collection: SCHEDULES, key: placeOf(schedule.group, schedule.name), value: schedule };
	}

	show(schedule: Schedule): void {
		this.#schedules.set(placeOf(schedule.group, schedule.name), schedule);
	}

	gone(schedule: Schedule): Change {
		return { collection: SCHEDULES, key: placeOf(schedule.group, schedule.name), delete: true };
	}

	hide(schedule: Schedule): void {
		this.#schedules.delete(placeOf(schedule.group, schedule.name));
	}

	async remove(schedule: Schedule): Promise<void> {
		await this.#context.state.commit([this.gone(schedule)]);
		this.hide(schedule);
	}

	/** The first firing after `after` within start and end; `undefined` when there is none or it is disabled. */
	nextOf(schedule: Schedule, after: number): number | undefined {
		if (!schedule.enabled) return undefined;
		const timing = this.#timings.get(schedule) ?? parseExpression(schedule.expression, schedule.zone);
		this.#timings.set(schedule, timing);
		const origin = schedule.startAt ?? schedule.createdAt;
		const next = timing.next(Math.max(after, (schedule.startAt ?? 0) - 1), origin);
		return next !== undefined && next <= (schedule.endAt ?? Number.POSITIVE_INFINITY) ? next : undefined;
	}
}
