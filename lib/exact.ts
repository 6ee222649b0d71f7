/**
 * Sees a construct as one of the CDK's interfaces. Its classes give `x: T | undefined` where the interfaces say
 * `x?: T`, which the compiler tells apart (`exactOptionalPropertyTypes`); at run time they are the same.
 */
export const exact = <T>(
	construct: {
		[K in keyof T]: Partial<Pick<T, K>> extends Pick<T, K> ? T[K] | undefined : T[K];
		// Only the optional properties differ, and only by an explicit undefined.
	},
): T => construct as T;
