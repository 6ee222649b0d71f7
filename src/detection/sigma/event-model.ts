/** What a field of an event can hold where rules look at it. */
export type Scalar = string | number | boolean | null;

/** How rules see events: a rule that names a field which the model does not know is refused when it is loaded. */
export interface EventModel<Event> {
	/** Reads a field: all its values (a list has several), none where it is absent. `undefined`: no such field. */
	field(name: string): ((event: Event) => readonly Scalar[]) | undefined;
	/** Every value of an event, for keywords that name no field. */
	all(event: Event): readonly Scalar[];
}

export type Predicate<Event> = (event: Event) => boolean;
