import type { AssessedControl, Assessment } from "../assessment.ts";
import { frameworks } from "../framework.ts";
import type { Finding } from "../probe.ts";
import type { Status } from "../status.ts";
import { html, Markup } from "./markup.ts";
import { style } from "./style.ts";

const words: Record<Status, string> = {
	effective: "Effective",
	"effective-with-exceptions": "Effective, with exceptions",
	ineffective: "Ineffective",
	"not-exercised": "Not exercised",
	"insufficient-evidence": "Insufficient evidence",
	"not-run": "Not run",
	"manual-current": "Attested",
	"manual-overdue": "Attestation overdue",
	"not-applicable": "Not applicable",
};

const percent = (share: number | null) => (share === null ? "–" : `${Math.round(share * 1000) / 10} %`);
const day = (time: string) => time.slice(0, 10);

/** The report as one page: no script, nothing loaded from elsewhere, readable in print and to a screen reader. */
export function reportPage(assessment: Assessment): string {
	const { framework, edition, period, asOf, integrity, score, events, controls, limits, tenant } = assessment;
	const { name } = frameworks[framework];
	return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name} assessment of ${tenant}, ${day(period.from)} to ${day(period.to)}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<p class="kind">Assessment report</p>
<h1>${name}</h1>
<p>${edition} · tenant <strong>${tenant}</strong> · ${day(period.from)} to ${day(period.to)} · as of <time datetime="${asOf.at}">${asOf.at}</time></p>
</header>
<main>
<section aria-labelledby="summary">
<h2 id="summary">Summary</h2>
<dl class="figures">
<div><dt>Proven score</dt><dd>${percent(score.floor)}</dd></div>
<div><dt>At best</dt><dd>${percent(score.ceiling)}</dd></div>
<div><dt>Coverage</dt><dd>${percent(score.coverage)}</dd></div>
<div><dt>Ledger integrity</dt><dd>${percent(integrity.score)}<small>${integrity.verified} of ${integrity.total} events verified</small></dd></div>
</dl>
${bar(controls)}
<p>${events.inPeriod} events occurred in the period. ${toDo(controls)}</p>
</section>
<section aria-labelledby="controls">
<h2 id="controls">Controls</h2>
<table>
<thead><tr><th scope="col">Control</th><th scope="col">Title</th><th scope="col">Status</th><th scope="col" class="number">Population</th></tr></thead>
<tbody>
${controls.map(
	({ id, oscalId, title, status, population }) =>
		html`<tr><th scope="row"><a href="#${oscalId}">${id}</a></th><td>${title}</td><td><span class="status ${status}">${words[status]}</span></td><td class="number">${population}</td></tr>
`,
)}</tbody>
</table>
</section>
${controls.map(section)}
<section aria-labelledby="read">
<h2 id="read">What was read</h2>
<table>
<thead><tr><th scope="col">Lane</th><th scope="col" class="number">Head</th><th scope="col">Segment hash</th></tr></thead>
<tbody>
${asOf.lanes.map(
	({ lane, head, segmentHash }) =>
		html`<tr><th scope="row">${lane}</th><td class="number">${head}</td><td><code>${segmentHash}</code></td></tr>
`,
)}</tbody>
</table>
</section>
<section aria-labelledby="limits">
<h2 id="limits">Limits</h2>
<ul>
${limits.map(
	(limit) => html`<li>${limit}</li>
`,
)}</ul>
</section>
</main>
<footer><p>Catalogue ${assessment.catalogue}. The same ledger heads, period and time give the same bytes.</p></footer>
</body>
</html>
`.text;
}

/** One stacked bar: how many controls have which status; the same in words for whoever does not see it. */
function bar(controls: readonly AssessedControl[]): Markup {
	const counts = new Map<Status, number>();
	for (const { status } of controls) counts.set(status, (counts.get(status) ?? 0) + 1);
	let at = 0;
	const parts = [...counts].map(([status, count]) => {
		const width = (count / controls.length) * 600;
		at += width;
		return html`<rect class="${status}" x="${at - width}" y="0" width="${width}" height="16"/>`;
	});
	const text = [...counts].map(([status, count]) => `${count} ${words[status].toLowerCase()}`).join(", ");
	return html`<figure><svg viewBox="0 0 600 16" role="img" aria-label="${text}">${parts}</svg><figcaption>${text}</figcaption></figure>`;
}

function toDo(controls: readonly AssessedControl[]): string {
	const open = controls.filter(({ findings }) => findings.length > 0);
	if (open.length === 0) return "Nothing was found that stands against a control.";
	const first = [...open].sort(
		(a, b) => Number(b.status === "ineffective") - Number(a.status === "ineffective"),
	);
	return `Look first at ${first
		.slice(0, 3)
		.map(({ id }) => id)
		.join(", ")}.`;
}

function section(control: AssessedControl): Markup {
	const { id, oscalId, title, asks, status, because, findings, beyond } = control;
	return html`<section aria-labelledby="${oscalId}" class="control">
<h3 id="${oscalId}">${id} ${title} <span class="status ${status}">${words[status]}</span></h3>
<p>${asks}</p>
<ul class="because">${because.map((sentence) => html`<li>${sentence}</li>`)}</ul>
${findings.length === 0 ? "" : html`<h4>Findings</h4><ol>${findings.map(finding)}</ol>`}
<p class="beyond">Not seen: ${beyond}</p>
</section>
`;
}

const finding = ({ what, where }: Finding) =>
	html`<li>${what}${where.length === 0 ? "" : html` <span class="where">${where.map((place) => html`<code>${place}</code> `)}</span>`}</li>`;
