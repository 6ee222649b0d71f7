/** The report's style sheet: contrast of at least 4.5 to 1, and print without wasted ink. */
export const style = `
:root { --ink: #1b1f24; --quiet: #57606a; --line: #d0d7de; --good: #1a7f37; --warn: #9a6700; --bad: #b42318; --none: #57606a; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 56rem; padding: 2rem 1.25rem; color: var(--ink); background: #fff; font: 16px/1.55 system-ui, sans-serif; }
h1 { font-size: 2rem; margin: 0; } h2 { margin: 2.5rem 0 .75rem; font-size: 1.3rem; } h3 { margin: 2rem 0 .5rem; font-size: 1.05rem; }
.kind { margin: 0; color: var(--quiet); text-transform: uppercase; letter-spacing: .08em; font-size: .8rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1rem; margin: 0; }
.figures div { border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; }
dt { color: var(--quiet); font-size: .85rem; } dd { margin: 0; font-size: 1.6rem; font-variant-numeric: tabular-nums; } dd small { display: block; font-size: .8rem; color: var(--quiet); }
figure { margin: 1.5rem 0; } figure svg { width: 100%; height: 16px; border-radius: 4px; } figcaption { color: var(--quiet); font-size: .9rem; }
table { width: 100%; border-collapse: collapse; } th, td { text-align: left; padding: .5rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; font-variant-numeric: tabular-nums; } thead th { color: var(--quiet); font-weight: 500; font-size: .85rem; } .number { text-align: right; }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; } .where { color: var(--quiet); }
.status { display: inline-block; padding: 0 .55rem; border: 1px solid currentColor; border-radius: 1rem; font-size: .8rem; font-weight: 500; white-space: nowrap; color: var(--none); }
.status.effective, .status.manual-current { color: var(--good); } .status.effective-with-exceptions, .status.manual-overdue { color: var(--warn); } .status.ineffective, .status.not-run { color: var(--bad); }
rect { fill: var(--none); } rect.effective, rect.manual-current { fill: var(--good); } rect.effective-with-exceptions, rect.manual-overdue { fill: var(--warn); } rect.ineffective, rect.not-run { fill: var(--bad); }
.control { border-top: 1px solid var(--line); } .beyond, footer { color: var(--quiet); font-size: .9rem; }
@media print { body { padding: 0; font-size: 11pt; } .control { break-inside: avoid; } a { color: inherit; text-decoration: none; } }
`;
