import type { Dice } from "./dice.ts";

/** Somebody who works at the sample organisation. */
export interface Worker {
	id: string;
	name: string;
	email: string;
	role: "doctor" | "nurse" | "clerk";
	/** Where he usually works from; an address of his own, so that no two share one. */
	ip: string;
	userAgent: string;
}

export interface Patient {
	id: string;
	name: string;
	born: string;
	email: string;
}

export interface Organisation {
	name: string;
	workers: readonly [Worker, ...Worker[]];
	patients: readonly [Patient, ...Patient[]];
}

const given = [
	"Amara",
	"Bjarne",
	"Chiara",
	"Dov",
	"Esme",
	"Farid",
	"Greta",
	"Hana",
	"Iskander",
	"Jola",
	"Kenji",
	"Leila",
	"Milos",
	"Nadia",
	"Oisin",
	"Priya",
] as const;
const family = [
	"Abara",
	"Brandvold",
	"Castellane",
	"Dorsey",
	"Eklund",
	"Farrow",
	"Grimaldi",
	"Haruno",
	"Ivarsen",
	"Jaskolski",
	"Karimi",
	"Lindqvist",
	"Moreau",
	"Novotny",
] as const;
const agents = [
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Safari/605.1.15",
	"Mozilla/5.0 (X11; Linux x86_64) Chrome/138.0.0.0",
] as const;
const roles = ["doctor", "nurse", "nurse", "clerk"] as const;

const WORKERS = 40;
const PATIENTS = 300;

/** A clinic that does not exist, with people who do not exist; domains and addresses are those kept for examples. */
export function organisation(dice: Dice): Organisation {
	const person = (number: number) => {
		const first = dice.pick(given);
		const last = dice.pick(family);
		const mail = `${first}.${last}.${number}`.toLowerCase();
		return { name: `${first} ${last}`, mail };
	};
	const worker = (number: number): Worker => {
		const { name, mail } = person(number);
		return {
			id: `staff-${String(number).padStart(3, "0")}`,
			name,
			email: `${mail}@harbour-clinic.example`,
			role: dice.pick(roles),
			ip: `10.20.${Math.floor(number / 200)}.${10 + (number % 200)}`,
			userAgent: dice.pick(agents),
		};
	};
	const patient = (number: number): Patient => {
		const { name, mail } = person(number);
		return {
			id: `patient-${String(10_000 + number)}`,
			name,
			born: `${dice.between(1935, 2015)}-${String(dice.between(1, 12)).padStart(2, "0")}-${String(dice.between(1, 28)).padStart(2, "0")}`,
			email: `${mail}@post.example`,
		};
	};
	return {
		name: "Harbour Clinic",
		workers: [worker(1), ...Array.from({ length: WORKERS - 1 }, (_, index) => worker(index + 2))],
		patients: [patient(1), ...Array.from({ length: PATIENTS - 1 }, (_, index) => patient(index + 2))],
	};
}
