/** Names the detection state of one rule for one group of values. */
export interface WindowKey {
	rule: string;
	/** Keyed token of the group's values. */
	group: string;
	/** Length of the window in milliseconds: a bucket's length too, so another length has buckets of its own. */
	span: number;
}
