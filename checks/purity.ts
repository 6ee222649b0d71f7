import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/**
 * Clocks and dice that the language itself carries, which the compiler's `types: []` cannot take away from `src`:
 * `Date.now()`, `new Date()` without an argument, `Date()`, `Math.random()`, `performance` and `Temporal.Now`.
 */
export function impurities(file: string, text: string): string[] {
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	const found: string[] = [];
	const name = (node: ts.Node) => {
		const { line } = source.getLineAndCharacterOfPosition(node.getStart());
		found.push(`${file}:${line + 1} ${node.getText()}`);
	};
	const visit = (node: ts.Node): void => {
		if (ts.isPropertyAccessExpression(node)) {
			const access = node.getText();
			if (["Date.now", "Math.random", "Temporal.Now", "performance.now"].includes(access)) name(node);
		}
		if (ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length)
			name(node);
		if (ts.isCallExpression(node) && node.expression.getText() === "Date") name(node);
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

/** All impurities below a folder, and how many files were read. */
export function impuritiesBelow(folder: string): { files: number; found: string[] } {
	const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
		file.endsWith(".ts"),
	);
	return {
		files: files.length,
		found: files.flatMap((file) => impurities(file, readFileSync(join(folder, file), "utf8"))),
	};
}
