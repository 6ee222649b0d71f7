/** Why a template cannot be deployed here: the place in it, and what was refused. Nothing is skipped in silence. */
export class Refusal extends Error {
	override readonly name = "Refusal";
	/** `<Stack>`, `<Stack>/<LogicalId>` or a path below it. */
	readonly place: string;
	constructor(place: string, reason: string, options?: { cause?: unknown }) {
		super(`${place}: ${reason}`, options);
		this.place = place;
	}
}
