/** One piece of an `Fn::Sub` string: text as it stands, or a name between `${` and `}`. */
export type SubstitutionPart = { text: string } | { name: string };

/** `${Name}` and `${Name.Attribute}` are names; `${!Literal}` stands for `${Literal}`. */
export function parseSubstitution(template: string): SubstitutionPart[] {
	const parts: SubstitutionPart[] = [];
	let from = 0;
	for (const match of template.matchAll(/\$\{([^}]*)\}/g)) {
		parts.push({ text: template.slice(from, match.index) });
		const name = match[1] ?? "";
		parts.push(name.startsWith("!") ? { text: `\${${name.slice(1)}}` } : { name: name.trim() });
		from = match.index + match[0].length;
	}
	parts.push({ text: template.slice(from) });
	return parts;
}
