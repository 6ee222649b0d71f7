/** The parts of dynalite 4.0.0 that are used here; it ships no types. Held to its behaviour by the contract suite. */

interface DynaliteValue {
	S?: string;
	N?: string;
	B?: string;
	BOOL?: boolean;
	NULL?: boolean;
	SS?: string[];
	NS?: string[];
	BS?: string[];
	L?: DynaliteValue[];
	M?: { [name: string]: DynaliteValue };
}
type DynaliteItem = { [name: string]: DynaliteValue };

interface DynaliteTable {
	TableName: string;
	KeySchema: { AttributeName: string; KeyType: string }[];
	AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
}

interface DynaliteError extends Error {
	statusCode?: number;
	body?: { __type: string; message?: string; Message?: string };
}

type DynaliteCallback<T> = (error: DynaliteError | null, value?: T) => void;

/** One field of a request: a type's name, or a type with its constraints. */
type DynaliteType =
	| string
	| { type: string; children?: string | DynaliteType | Record<string, DynaliteType> };

/** An operation: reads and writes through the store that it is given. */
type DynaliteAction = (
	store: object,
	data: object,
	callback: DynaliteCallback<Record<string, unknown>>,
) => void;

interface DynaliteValidation {
	types: Record<string, DynaliteType>;
	/** Refuses by the returned text. */
	custom?(data: object, store: object): string | undefined | null;
}

declare module "dynalite/db/index.js" {
	const db: {
		validateKey(key: DynaliteItem, table: DynaliteTable): DynaliteError | undefined;
		validateItem(item: DynaliteItem, table: DynaliteTable): DynaliteError | undefined;
		createKey(item: DynaliteItem, table: DynaliteTable, keySchema?: DynaliteTable["KeySchema"]): string;
		createIndexKey(item: DynaliteItem, table: DynaliteTable, keySchema: DynaliteTable["KeySchema"]): string;
		toLexiStr(value: string, type: string): string;
		mapPath(path: readonly (string | number)[], item: DynaliteItem): DynaliteValue | null | undefined;
		mapPaths(paths: readonly unknown[], item: DynaliteItem): DynaliteItem;
		itemSize(item: DynaliteItem): number;
	};
	export default db;
}

declare module "dynalite/validations/index.js" {
	const validations: {
		/** Drops what `types` does not know and refuses wrong types. */
		checkTypes(data: object, types: Record<string, DynaliteType>): object;
		checkValidations(
			data: object,
			types: Record<string, DynaliteType>,
			custom: DynaliteValidation["custom"],
			store: object,
		): void;
	};
	export default validations;
}

declare module "dynalite/actions/*" {
	const action: DynaliteAction;
	export default action;
}

declare module "dynalite/validations/*" {
	const validation: DynaliteValidation;
	export default validation;
}
