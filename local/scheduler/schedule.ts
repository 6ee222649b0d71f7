/** What a schedule's owner asks for. Times in milliseconds since 1970. */
export interface ScheduleDefinition {
	name: string;
	group: string;
	expression: string;
	zone: string;
	enabled: boolean;
	startAt?: number;
	endAt?: number;
	description?: string;
	kmsKeyArn?: string;
	/** Minutes; the local cloud invokes at the beginning of the window. */
	windowMinutes?: number;
	/** Only for schedules that fire once. */
	deleteAfterCompletion: boolean;
	target: ScheduleTarget;
}

export interface ScheduleTarget {
	arn: string;
	roleArn: string;
	input?: string;
	messageGroupId?: string;
	deadLetterArn?: string;
	maximumAgeSeconds: number;
	maximumRetries: number;
}

/** A schedule as it is kept. */
export interface Schedule extends ScheduleDefinition {
	arn: string;
	createdAt: number;
	modifiedAt: number;
	/** When it fires next; absent when it never does again. */
	nextAt?: number;
	/** The client's token of its creation, so that a repeated call is no conflict. */
	token?: string;
	/** Which resource of a template made it. */
	logicalId?: string;
}

export interface ScheduleGroup {
	name: string;
	arn: string;
	createdAt: number;
	modifiedAt: number;
	tags: Record<string, string>;
	token?: string;
}

/** One firing on its way to the target; kept until it arrived or was given up. */
export interface Invocation {
	/** The execution id. */
	id: string;
	schedule: Pick<Schedule, "arn" | "group" | "name" | "kmsKeyArn">;
	target: ScheduleTarget;
	scheduledAt: number;
	attempts: number;
	firstAttemptAt?: number;
	dueAt: number;
}
