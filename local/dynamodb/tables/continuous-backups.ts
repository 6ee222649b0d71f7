import { permit, tableArn } from "../access.ts";
import type { Operation } from "../engine.ts";
import { keyspace } from "../keyspace.ts";
import { invalid } from "../refusal.ts";
import { validate } from "../validate.ts";
import type { Table } from "./table.ts";

const TableName = { type: "String", required: true, tableName: true };
const describeValidation: DynaliteValidation = { types: { TableName } };
const updateValidation: DynaliteValidation = {
	types: {
		TableName,
		PointInTimeRecoverySpecification: {
			type: "FieldStruct<PointInTimeRecoverySpecification>",
			notNull: true,
			children: {
				PointInTimeRecoveryEnabled: { type: "Boolean", notNull: true },
				RecoveryPeriodInDays: "Integer",
			},
		},
	} as DynaliteValidation["types"],
};

export interface RecoverySpecification {
	PointInTimeRecoveryEnabled: boolean;
	/** 1 to 35; 35 where absent. */
	RecoveryPeriodInDays?: number;
}

/**
 * The setting is kept and told. No earliest and latest restorable time: nothing can be restored here, and the
 * operations that restore are refused.
 */
const description = ({ recoveryDays }: Table) => ({
	ContinuousBackupsDescription: {
		ContinuousBackupsStatus: "ENABLED",
		PointInTimeRecoveryDescription:
			recoveryDays === undefined
				? { PointInTimeRecoveryStatus: "DISABLED" }
				: { PointInTimeRecoveryStatus: "ENABLED", RecoveryPeriodInDays: recoveryDays },
	},
});

/** A table with the setting changed. @throws AwsError `ValidationException` */
export function withRecovery(table: Table, specification: RecoverySpecification): Table {
	const { recoveryDays: _old, ...others } = table;
	const { PointInTimeRecoveryEnabled, RecoveryPeriodInDays } = specification;
	if (!PointInTimeRecoveryEnabled) {
		if (RecoveryPeriodInDays !== undefined)
			throw invalid("RecoveryPeriodInDays takes effect only with PointInTimeRecoveryEnabled");
		return others;
	}
	const recoveryDays = RecoveryPeriodInDays ?? 35;
	if (!Number.isInteger(recoveryDays) || recoveryDays < 1 || recoveryDays > 35)
		throw invalid("RecoveryPeriodInDays is a whole number from 1 to 35");
	return { ...others, recoveryDays };
}

export const updateContinuousBackups: Operation = async (engine, call) => {
	const input = validate<{ TableName: string; PointInTimeRecoverySpecification: RecoverySpecification }>(
		call.input,
		updateValidation,
	);
	permit(engine, call, "UpdateContinuousBackups", tableArn(engine, input.TableName));
	return engine.locks.hold([keyspace.table(input.TableName)], async () => {
		const table = withRecovery(engine.catalogue.get(input.TableName), input.PointInTimeRecoverySpecification);
		await engine.catalogue.save(table);
		return description(table);
	});
};

export const describeContinuousBackups: Operation = async (engine, call) => {
	const input = validate<{ TableName: string }>(call.input, describeValidation);
	permit(engine, call, "DescribeContinuousBackups", tableArn(engine, input.TableName));
	return description(engine.catalogue.get(input.TableName));
};
