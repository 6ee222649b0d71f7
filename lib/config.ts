/** How one stage is deployed: `config/<stage>.json`, parsed. */
export interface Config {
	/** The file's name; part of stack names and of the few physical names. */
	stage: string;
	/** `trial` locks for one day and can be removed whole; `production` locks for the retention and keeps all. */
	mode: "trial" | "production";
	/** `small`: no firewall. `standard`: firewall. `isolated`: private network, replication, backup copies too. */
	profile: "small" | "standard" | "isolated";
	region: string;
	/** How long evidence is kept, in days. */
	retentionDays: number;
	/** Failed sign-ins from which on the brute-force rules fire. */
	maxLoginAttempts: number;
	/** The window in which they are counted, in seconds. */
	alertThresholdSeconds: number;
	alertEmails: readonly string[];
	/** E.164, e.g. `+12025550123`. */
	alertPhones: readonly string[];
	/** Where people reach the API, for links in alerts; absent: API Gateway's own address. */
	publicUrl?: string;
	/** `isolated` only: the bucket of another region or account that locked reports are copied to. */
	replicaBucketArn?: string;
	/** `isolated` only: the backup vault of another region or account that backups are copied to. */
	backupVaultArn?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const overrides = {
	AUDIT_RETENTION_DAYS: "retentionDays",
	MAX_LOGIN_ATTEMPTS: "maxLoginAttempts",
	ALERT_THRESHOLD_SECONDS: "alertThresholdSeconds",
} as const;

const modes = ["trial", "production"] as const;
const profiles = ["small", "standard", "isolated"] as const;
const isolatedOnly = ["replicaBucketArn", "backupVaultArn"] as const;
const known: readonly string[] = [
	...["mode", "profile", "region", "retentionDays", "maxLoginAttempts", "alertThresholdSeconds"],
	...["alertEmails", "alertPhones", "publicUrl", ...isolatedOnly],
];

/**
 * @param input the parsed JSON of `config/<stage>.json`
 * @param environment overrides for `npm start` and tests; a production takes none
 * @throws Error naming the file, the field and what it takes
 */
export function parseConfig(stage: string, input: unknown, environment: Environment = {}): Config {
	const refuse = (what: string): never => {
		throw new Error(`config/${stage}.json: ${what}`);
	};
	if (!/^[a-z][a-z0-9-]{0,15}$/.test(stage)) refuse("a stage's name is 1 to 16 characters of a-z, 0-9 and -");
	if (typeof input !== "object" || input === null || Array.isArray(input)) return refuse("must be an object");
	const fields: Readonly<Record<string, unknown>> = { ...input };
	const strange = Object.keys(fields).find((name) => !known.includes(name));
	if (strange !== undefined) refuse(`"${strange}" is not a setting; known are ${known.join(", ")}`);

	const oneOf = <const T extends string>(name: string, choices: readonly T[]): T =>
		choices.find((choice) => choice === fields[name]) ??
		refuse(`"${name}" is required and must be ${choices.join(" or ")}`);
	const match = (name: string, pattern: RegExp, meaning: string): string => {
		const value = fields[name];
		return typeof value === "string" && pattern.test(value) ? value : refuse(`"${name}" must be ${meaning}`);
	};
	const list = (name: string, pattern: RegExp, meaning: string): readonly string[] => {
		const value: unknown = fields[name];
		if (!Array.isArray(value)) return refuse(`"${name}" must be a list of ${meaning}`);
		return value.map((entry: unknown) =>
			typeof entry === "string" && pattern.test(entry) ? entry : refuse(`"${name}" must hold ${meaning}`),
		);
	};
	const mode = oneOf("mode", modes);
	const count = (name: (typeof overrides)[keyof typeof overrides], most: number): number => {
		const variable = Object.entries(overrides).find(([, field]) => field === name)?.[0] ?? "";
		const override = environment[variable] || undefined;
		if (override !== undefined && mode === "production")
			refuse(`the environment variable ${variable} is for trials only; write "${name}" into the file`);
		const value =
			override === undefined ? fields[name] : /^\d+$/.test(override) ? Number(override) : override;
		return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most
			? value
			: refuse(`"${name}" (or ${variable}) must be a whole number from 1 to ${most}`);
	};
	const profile = oneOf("profile", profiles);
	const publicUrl = (mode === "trial" && environment["PUBLIC_URL"]) || fields["publicUrl"];
	if (
		publicUrl !== undefined &&
		!(typeof publicUrl === "string" && /^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/.test(publicUrl))
	)
		refuse(`"publicUrl" (or PUBLIC_URL) must be the prefix of /v1, e.g. https://audit.example.com`);
	const config: Config = {
		...(typeof publicUrl === "string" && { publicUrl }),
		stage,
		mode,
		profile,
		region: match("region", /^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region"),
		// S3 takes at most 100 years of Object Lock.
		retentionDays: count("retentionDays", 36_500),
		maxLoginAttempts: count("maxLoginAttempts", 100_000),
		alertThresholdSeconds: count("alertThresholdSeconds", 86_400),
		alertEmails: list("alertEmails", /^[^\s@]+@[^\s@]+\.[^\s@]+$/, "email addresses"),
		alertPhones: list("alertPhones", /^\+[1-9]\d{6,14}$/, "phone numbers such as +12025550123"),
	};
	if (mode === "production" && config.alertEmails.some((address) => address.endsWith(".example")))
		refuse(`"alertEmails" still holds a sample address`);
	if (profile === "isolated")
		return {
			...config,
			replicaBucketArn: match("replicaBucketArn", /^arn:aws:s3:::[a-z0-9.-]{3,63}$/, "a bucket's ARN"),
			backupVaultArn: match(
				"backupVaultArn",
				/^arn:aws:backup:[^\s]+:backup-vault:[^\s]+$/,
				"a backup vault's ARN",
			),
		};
	const misplaced = isolatedOnly.find((name) => fields[name] !== undefined);
	return misplaced ? refuse(`"${misplaced}" is for the profile "isolated" only`) : config;
}
