/** Somebody whom an event names: an actor of type `user`, a subject, or the person behind `onBehalfOf`. */
export interface Person {
	type: string;
	id: string;
}
