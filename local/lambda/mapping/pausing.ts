/** A pause of some milliseconds that ends at once when `stopped`. */
export function pausing(stopped: AbortSignal): (milliseconds: number) => Promise<void> {
	return (milliseconds) =>
		new Promise((resolve) => {
			if (stopped.aborted) return resolve();
			const end = () => {
				clearTimeout(timer);
				stopped.removeEventListener("abort", end);
				resolve();
			};
			const timer = setTimeout(end, milliseconds);
			stopped.addEventListener("abort", end);
		});
}
