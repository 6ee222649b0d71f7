import type { State } from "../../state.ts";

/** How far a stream mapping has come. */
export interface Position {
	/** Sequence number of the last record that is done with; absent: from the oldest record kept. */
	after?: string;
	/** The record that failed last and how often it was the first of a failed batch. */
	failing?: { sequence: string; attempts: number };
}

/** By mapping. A position moves only after its records were handled or given up: delivery is at least once. */
export const positions = (state: State) => state.collection<Position>("lambda-positions");
