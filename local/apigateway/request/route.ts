import type { Deployed, Method } from "../definition.ts";

/** Where a request goes. */
export interface Route {
	method: Method;
	/** E.g. `/v1/events/{ref}`. */
	resourcePath: string;
	pathParameters: Record<string, string>;
}

interface Node {
	path: string;
	methods: Map<string, Method>;
	children: { part: string; node: Node }[];
}

export type FindRoute = (httpMethod: string, segments: readonly string[]) => Route | undefined;

/** Compiles an API's paths. Fixed parts win over `{name}`, and that over `{name+}`. */
export function compileRoutes({ api, resources, methods }: Deployed): FindRoute {
	const build = (id: string, path: string): Node => ({
		path: path === "" ? "/" : path,
		methods: new Map(
			methods.filter(({ resourceId }) => resourceId === id).map((method) => [method.httpMethod, method]),
		),
		children: resources
			.filter(({ parentId }) => parentId === id)
			.map(({ id: child, pathPart }) => ({ part: pathPart, node: build(child, `${path}/${pathPart}`) }))
			.sort((a, b) => rank(a.part) - rank(b.part)),
	});
	const root = build(api.rootResourceId, "");
	const find = (
		node: Node,
		httpMethod: string,
		segments: readonly string[],
		parameters: Record<string, string>,
	): Route | undefined => {
		const [first, ...rest] = segments;
		if (first === undefined) {
			const method = node.methods.get(httpMethod) ?? node.methods.get("ANY");
			return method && { method, resourcePath: node.path, pathParameters: parameters };
		}
		for (const { part, node: child } of node.children) {
			const name = /^\{(.+?)(\+?)\}$/.exec(part);
			const found = name?.[2]
				? find(child, httpMethod, [], { ...parameters, [name[1] ?? ""]: segments.join("/") })
				: name
					? first !== "" && find(child, httpMethod, rest, { ...parameters, [name[1] ?? ""]: first })
					: part === first && find(child, httpMethod, rest, parameters);
			if (found) return found;
		}
		return undefined;
	};
	return (httpMethod, segments) => find(root, httpMethod, segments, {});
}

const rank = (part: string): number => (part.endsWith("+}") ? 2 : part.startsWith("{") ? 1 : 0);
