import { randomUUID } from "node:crypto";
import { isPermanent } from "../permanent.ts";
import { AwsError, type LocalContext } from "../service.ts";
import { bury, invoke } from "./invoke.ts";
import type { Invocation, Schedule } from "./schedule.ts";
import type { Schedules } from "./schedules.ts";

const INVOCATIONS = "scheduler-invocations";
/** The clock can be moved, so due times are looked at this often. */
const LOOK_MS = 250;
/** Scheduler's precision: a firing is late within it, and missed behind it. */
const PRECISION_MS = 60_000;
const LONGEST_BACKOFF_MS = 900_000;

/**
 * Fires schedules and brings their invocations to the targets. A firing and the schedule's next one are committed
 * together, and an invocation is kept until its target has it: at least once, across `kill -9`.
 * What fell due while the machine was down is not made up for.
 */
export class Runner {
	readonly #context: LocalContext;
	readonly #schedules: Schedules;
	readonly #pending = new Map<string, Invocation>();
	readonly #underWay = new Map<string, Promise<void>>();
	#timer: NodeJS.Timeout | undefined;
	#round: Promise<void> = Promise.resolve();
	#running = false;

	private constructor(context: LocalContext, schedules: Schedules) {
		this.#context = context;
		this.#schedules = schedules;
	}

	static async open(context: LocalContext, schedules: Schedules): Promise<Runner> {
		const runner = new Runner(context, schedules);
		for (const [id, invocation] of await context.state.collection<Invocation>(INVOCATIONS).list())
			runner.#pending.set(id, invocation);
		return runner;
	}

	async start(): Promise<void> {
		const now = this.#context.clock.now();
		for (const schedule of this.#schedules.all()) {
			if (schedule.nextAt === undefined || schedule.nextAt >= now - PRECISION_MS) continue;
			this.#context.log(
				`scheduler: ${schedule.name} was due at ${new Date(schedule.nextAt).toISOString()} while nothing ran; not made up for`,
			);
			await this.#advance(schedule, now, []);
		}
		this.#running = true;
		this.#look();
	}

	/** Resolves when nothing is under way any more. */
	async stop(): Promise<void> {
		this.#running = false;
		clearTimeout(this.#timer);
		await this.#round;
		await Promise.all(this.#underWay.values());
	}

	#look(): void {
		if (!this.#running) return;
		this.#round = this.#fireDue()
			.catch((error: unknown) => this.#context.log(`scheduler: a round failed: ${String(error)}`))
			.then(() => {
				const now = this.#context.clock.now();
				for (const invocation of this.#pending.values())
					if (invocation.dueAt <= now && !this.#underWay.has(invocation.id)) this.#attempt(invocation);
				if (this.#running) this.#timer = setTimeout(() => this.#look(), LOOK_MS);
			});
	}

	/** Fires each schedule that is due, once, however far the clock was moved. */
	async #fireDue(): Promise<void> {
		const now = this.#context.clock.now();
		for (const schedule of this.#schedules.all()) {
			if (schedule.nextAt === undefined || schedule.nextAt > now) continue;
			const { arn, group, name, kmsKeyArn, target, nextAt } = schedule;
			await this.#advance(schedule, now, [
				{
					id: randomUUID(),
					schedule: { arn, group, name, ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }) },
					target,
					scheduledAt: nextAt,
					attempts: 0,
					dueAt: now,
				},
			]);
		}
	}

	async #advance(schedule: Schedule, now: number, fired: readonly Invocation[]): Promise<void> {
		const { nextAt: _, ...rest } = schedule;
		const nextAt = this.#schedules.nextOf(schedule, now);
		const ended = nextAt === undefined && schedule.deleteAfterCompletion;
		const advanced = { ...rest, ...(nextAt === undefined ? {} : { nextAt }) };
		await this.#context.state.commit([
			ended ? this.#schedules.gone(schedule) : this.#schedules.stored(advanced),
			...fired.map((invocation) => ({
				collection: INVOCATIONS,
				key: invocation.id,
				value: invocation,
			})),
		]);
		// Changed or removed while this was being written? Then that stands, and only the firing remains.
		const current = this.#schedules.find(schedule.group, schedule.name);
		if (current === schedule)
			if (ended) this.#schedules.hide(schedule);
			else this.#schedules.show(advanced);
		else if (current) await this.#context.state.commit([this.#schedules.stored(current)]);
		else await this.#context.state.commit([this.#schedules.gone(schedule)]);
		for (const invocation of fired) this.#pending.set(invocation.id, invocation);
	}

	#attempt(invocation: Invocation): void {
		const work = this.#deliver(invocation)
			.catch((error: unknown) => this.#context.log(`scheduler: an invocation stopped: ${String(error)}`))
			.finally(() => this.#underWay.delete(invocation.id));
		this.#underWay.set(invocation.id, work);
	}

	async #deliver(invocation: Invocation): Promise<void> {
		const { clock } = this.#context;
		const groupArn = this.#schedules.groupArn(invocation.schedule.group);
		const firstAttemptAt = invocation.firstAttemptAt ?? clock.now();
		try {
			await invoke(this.#context, invocation, groupArn);
			// Here the target has it, and a crash before the next line invokes it a second time.
			await this.#done(invocation);
		} catch (error) {
			const attempts = invocation.attempts + 1;
			const age = clock.now() - firstAttemptAt;
			const backoff = Math.min(1000 * 2 ** (attempts - 1), LONGEST_BACKOFF_MS);
			const exhausted =
				attempts > invocation.target.maximumRetries
					? "MaximumRetryAttempts"
					: age + backoff > invocation.target.maximumAgeSeconds * 1000
						? "MaximumEventAgeInSeconds"
						: undefined;
			if (exhausted === undefined && !isPermanent(error))
				return this.#again({ ...invocation, attempts, firstAttemptAt, dueAt: clock.now() + backoff });
			await this.#giveUp({ ...invocation, firstAttemptAt }, error, exhausted);
		}
	}

	async #giveUp(invocation: Invocation, error: unknown, exhausted: string | undefined): Promise<void> {
		const { target, schedule } = invocation;
		const message = error instanceof Error ? error.message : String(error);
		const code = error instanceof AwsError ? error.code : "InternalFailure";
		this.#context.log(`scheduler: ${schedule.name} could not invoke ${target.arn}: ${code}: ${message}`);
		if (target.deadLetterArn !== undefined)
			try {
				const groupArn = this.#schedules.groupArn(schedule.group);
				await bury(this.#context, invocation, target.deadLetterArn, {
					groupArn,
					code,
					message,
					exhausted,
				});
			} catch (failure) {
				if (!isPermanent(failure))
					return this.#again({ ...invocation, dueAt: this.#context.clock.now() + 20_000 });
				this.#context.log(
					`scheduler: the dead-letter queue of ${schedule.name} refused it: ${failure.message}`,
				);
			}
		await this.#done(invocation);
	}

	async #again(invocation: Invocation): Promise<void> {
		await this.#context.state.collection<Invocation>(INVOCATIONS).put(invocation.id, invocation);
		this.#pending.set(invocation.id, invocation);
	}

	async #done(invocation: Invocation): Promise<void> {
		await this.#context.state.collection(INVOCATIONS).delete(invocation.id);
		this.#pending.delete(invocation.id);
	}
}
