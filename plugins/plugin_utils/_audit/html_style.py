# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The looks of the HTML report: light and dark, wide and narrow, on paper."""

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #f6f7f8; --card: #ffffff; --ink: #1b232c; --soft: #56626f; --line: #dfe3e8; --focus: #1f6feb;
  --fine: #1a7f4b; --changed: #9a6200; --missing: #1f62b8; --surplus: #b3261e; --unmanaged: #7441a8; --hosts: #0b7285;
  --old: #fdeceb; --new: #e7f5ec; --shade: 0 1px 2px rgb(20 30 40 / .06), 0 4px 16px rgb(20 30 40 / .05);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161b; --card: #1a2027; --ink: #e4e9ee; --soft: #9ba8b5; --line: #2d363f; --focus: #79b0ff;
    --fine: #5fcf94; --changed: #e8b04a; --missing: #7db4ff; --surplus: #ff8f86; --unmanaged: #c79bf2; --hosts: #5cc8dc;
    --old: #3a2224; --new: #183326; --shade: none;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
body > header, main, footer { max-width: 84rem; margin: 0 auto; padding: 0 1.5rem; }
body > header { padding-top: 2.5rem; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; letter-spacing: -.015em; overflow-wrap: anywhere; }
h2 { margin: 0; font-size: 1.2rem; letter-spacing: -.005em; }
.verdict { margin: .5rem 0 0; font-size: 1.05rem; }
.verdict::before {
  content: ""; display: inline-block; width: .65em; height: .65em; margin-right: .5em;
  border-radius: 50%; background: var(--changed);
}
.fine .verdict::before { background: var(--fine); }
.time, .lead { margin: .15rem 0 0; color: var(--soft); }
.bar { display: block; width: 100%; height: .5rem; margin: 1.5rem 0 0; border-radius: 99px; }
rect.fine { fill: var(--fine); } rect.changed { fill: var(--changed); }
rect.missing { fill: var(--missing); } rect.surplus { fill: var(--surplus); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1rem 0 0; }
.tile {
  display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: .8rem 1rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shade);
}
.tile dt { color: var(--soft); font-size: .87rem; line-height: 1.3; }
.tile dd { margin: 0; font-size: 1.65rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
.fine dd { color: inherit; }
.tile.fine dd { color: var(--fine); } .tile.changed dd { color: var(--changed); }
.tile.missing dd { color: var(--missing); } .tile.surplus dd { color: var(--surplus); }
.tile.unmanaged dd { color: var(--unmanaged); } .tile.hosts dd { color: var(--hosts); }
.tile.none dd { color: var(--soft); font-weight: 400; }
section { margin-top: 2.5rem; }
.count {
  margin-left: .25rem; padding: .1rem .55rem; border-radius: 99px; background: var(--line); color: var(--ink);
  font-size: .85rem; font-weight: 500; font-variant-numeric: tabular-nums; vertical-align: 2px;
}
.tools { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-top: .9rem; }
.tools input, .tools select, button {
  min-height: 2.4rem; padding: .35rem .75rem; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px;
}
.tools input { flex: 1 1 16rem; min-width: 0; }
.tools select { flex: 0 1 auto; max-width: 100%; min-width: 0; }
.tools output { margin-left: auto; color: var(--soft); font-variant-numeric: tabular-nums; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
table {
  width: 100%; margin-top: .9rem; border-collapse: separate; border-spacing: 0; background: var(--card);
  border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shade);
}
th, td { padding: .55rem .8rem; text-align: left; vertical-align: top; }
th {
  position: sticky; top: 0; z-index: 1; background: var(--card); border-bottom: 1px solid var(--line);
  border-radius: 10px 10px 0 0; color: var(--soft); font-size: .84rem; font-weight: 600; white-space: nowrap;
}
th button {
  min-height: 0; margin: -.3rem -.5rem; padding: .3rem .5rem; border: 0; background: none;
  color: inherit; font-weight: inherit;
}
th button::after {
  content: "\\2195"; display: inline-block; width: 1em; margin-left: .3em; text-align: center; opacity: .35;
}
th[aria-sort=ascending] button::after { content: "\\2191"; opacity: 1; }
th[aria-sort=descending] button::after { content: "\\2193"; opacity: 1; }
th[aria-sort=ascending], th[aria-sort=descending] { color: var(--ink); }
tbody tr + tr td { border-top: 1px solid var(--line); }
@media (hover: hover) { tbody tr:hover td { background: color-mix(in srgb, var(--line) 30%, transparent); } }
td { overflow-wrap: anywhere; }
td:first-child { min-width: 9rem; }
#drift td:nth-child(4) { min-width: 9rem; }
#drift td:nth-child(5), #drift td:nth-child(6) { min-width: 7rem; }
#drift td:nth-child(7) { min-width: 11rem; }
code span { white-space: nowrap; }
td b { font-weight: 600; }
td i { color: var(--soft); }
td:nth-child(2) { white-space: nowrap; }
ins, del {
  padding: .08em .35em; border-radius: 5px; text-decoration: none; white-space: pre-wrap;
  -webkit-box-decoration-break: clone; box-decoration-break: clone;
}
del { background: var(--old); } ins { background: var(--new); }
code {
  font: .86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  color: var(--soft); overflow-wrap: anywhere;
}
.badge {
  display: inline-block; padding: .05rem .6rem; border: 1px solid currentColor; border-radius: 99px;
  font-size: .84rem; white-space: nowrap;
}
.badge.changed { color: var(--changed); }
.badge.missing { color: var(--missing); }
.badge.surplus { color: var(--surplus); }
summary { cursor: pointer; }
details dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .75rem; margin: .4rem 0 0; }
details dt { color: var(--soft); } details dd { margin: 0; white-space: pre-wrap; }
.more { display: flex; flex-wrap: wrap; gap: .5rem; justify-content: center; margin-top: .9rem; }
.nothing { margin: 2.5rem 0; color: var(--soft); }
footer { margin-top: 2.5rem; padding-bottom: 2.5rem; color: var(--soft); font-size: .87rem; }
footer code { word-break: break-all; }
[hidden] { display: none !important; }
/* Until the script has taken the rows out of the page, thousands of them need not be laid out. */
@media screen and (scripting: enabled) { html:not(.ready) tbody tr:nth-child(n+201) { display: none; } }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.narrow { display: none; }
@media screen and (max-width: 64rem) {
  body > header, main, footer { padding-left: 1rem; padding-right: 1rem; }
  body > header { padding-top: 1.5rem; }
  h1 { font-size: 1.45rem; }
  .tiles { grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .5rem; }
  .tile { padding: .6rem .8rem; }
  .tile dd { font-size: 1.4rem; }
  .tools input, .tools select { flex: 1 1 100%; font-size: 16px; }
  .tools select { flex-basis: 40%; }
  .narrow { display: block; }
  .tools output { margin-left: 0; }
  table { border: 0; background: none; box-shadow: none; }
  table, tbody, tr, td { display: block; }
  thead { display: none; }
  tbody tr {
    margin-top: .6rem; padding: .5rem .9rem; background: var(--card);
    border: 1px solid var(--line); border-radius: 10px;
  }
  td { display: grid; grid-template-columns: 5.5rem 1fr; gap: .5rem; align-items: baseline; padding: .2rem 0; }
  td:nth-child(2) { white-space: normal; }
  td:nth-child(n), #drift td:nth-child(n) { min-width: 0; }
  td > * { justify-self: start; }
  tbody tr + tr td { border: 0; }
  td::before { color: var(--soft); font-size: .87rem; content: "Asset"; }
  td:nth-child(2)::before { content: "Type"; }
  #hosts td::before { content: "Host"; }
  #unmanaged td:nth-child(3)::before { content: "Id"; }
  #unmanaged td:nth-child(4)::before { content: "Pruning"; }
  #drift td:nth-child(3)::before { content: "Finding"; }
  #drift td:nth-child(4)::before { content: "Field"; }
  #drift td:nth-child(5)::before { content: "In AIP"; }
  #drift td:nth-child(6)::before { content: "Declared"; }
  #drift td:nth-child(7)::before { content: "Where"; }
  details dl { grid-template-columns: 1fr; gap: 0; }
  details dd { margin-bottom: .3rem; }
}
@media print {
  :root {
    --ground: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --shade: none;
    --fine: #1a7f4b; --changed: #9a6200; --missing: #1f62b8; --surplus: #b3261e; --unmanaged: #7441a8; --hosts: #0b7285;
    --old: #fdeceb; --new: #e7f5ec; color-scheme: light;
  }
  html { font-size: 11px; }
  body { font-size: 11px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body > header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
  .tools, .more { display: none; }
  th { position: static; }
  th button::after { content: none; }
  th, td { padding: .25rem .5rem; }
  td:first-child { min-width: 8rem; }
  tr, .tile { break-inside: avoid; }
  h2 { break-after: avoid; }
  body > header { padding-top: 0; }
  .tiles { grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); }
}
"""
