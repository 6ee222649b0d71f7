/** How one invocation ended, as the Invoke API tells it. */
export interface Outcome {
	/** JSON that the handler returned, or `{errorType, errorMessage, …}` of its error. */
	payload: string;
	/** Set when the function failed. */
	functionError?: "Unhandled";
}

/** A failure that Lambda itself reports, in its own words. */
export const failure = (errorType: string, errorMessage: string): Outcome => ({
	payload: JSON.stringify({ errorType, errorMessage }),
	functionError: "Unhandled",
});
