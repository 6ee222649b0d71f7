/** Somebody whom an event names: an actor of type `user`, a subject, or the person behind `onBehalfOf`. */
export interface Person {
	type: string;
	id: string;
}

/** A person's name as a key in memory. No type holds a zero character. */
export const personKey = ({ type, id }: Person): string => `${type}\0${id}`;
