// SPDX-License-Identifier: GPL-3.0-or-later
// The HTML report: filters, which are in the address too, sorting, and only as many rows in the page as people look at.

"use strict";
(() => {
  const STEP = 200;
  const collator = new Intl.Collator("en", {numeric: true, sensitivity: "base"});
  const number = new Intl.NumberFormat("en");
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // -- the address: what is after # says how each table is filtered and sorted --

  const tables = [];
  const read = () => new URLSearchParams(location.hash.slice(1));
  const known = (name) => tables.some((table) => table.names.has(name));
  const address = (change) => {
    const all = new URLSearchParams();
    for (const [name, value] of read()) if (known(name) && value) all.set(name, value);
    for (const [name, value] of Object.entries(change)) {
      if (value) all.set(name, value); else all.delete(name);
    }
    return "#" + all;
  };
  const apply = () => {
    const all = read();
    for (const table of tables) table.apply(all);
    for (const link of document.querySelectorAll("a[data-set]")) {
      const {name, value} = link.dataset;
      const on = all.get(name) === value;
      link.href = address({[name]: on ? "" : value});
      if (on) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
  };
  // Each word that is typed is not a step back of its own: only the first one is.
  const go = (change, replace = false) => {
    const url = address(change);
    if (url === (location.hash || "#")) return;
    try {
      history[replace ? "replaceState" : "pushState"](null, "", url);
    } catch {
      location.hash = url;
    }
    apply();
  };

  // -- a table --

  const setUp = (section) => {
    const prefix = section.querySelector("table").dataset.filters ? "" : section.id + ".";
    const body = section.querySelector("tbody");
    const heads = [...section.querySelectorAll("th")];
    const titles = heads.map((head) => head.textContent);
    const filters = JSON.parse(section.querySelector("table").dataset.filters ?? "[]");
    const rows = [...body.rows].map((element) => {
      const cells = [...element.cells].map((cell) => cell.textContent.trim());
      const values = JSON.parse(element.dataset.v ?? "[]");
      return {element, cells, values, text: cells.join("\n").toLowerCase()};
    });
    const names = new Set([prefix + "q", prefix + "sort", ...filters.map(([name]) => name)]);
    let shown = rows, limit = STEP;

    const output = make("output");
    output.setAttribute("aria-live", "polite");
    const more = make("button", {type: "button"});
    const all = make("button", {type: "button", textContent: "Show all"});
    const foot = make("div", {className: "more"}, more, all);
    const nothing = make("p", {className: "nothing", textContent: "No row fits the filter."});
    section.append(nothing, foot);

    // On a narrow screen rows are laid out as cards; they are to remain rows for those who do not see them.
    const withRoles = (row) => {
      row.element.setAttribute("role", "row");
      for (const cell of row.element.cells) cell.setAttribute("role", "cell");
      return row.element;
    };
    section.querySelector("table").setAttribute("role", "table");
    body.setAttribute("role", "rowgroup");

    const draw = () => {
      body.replaceChildren(...shown.slice(0, limit).map(withRoles));
      const left = shown.length - limit;
      foot.hidden = left <= 0;
      nothing.hidden = shown.length > 0;
      more.textContent = "Show " + Math.min(STEP, left) + " more";
      output.textContent = shown.length === rows.length
        ? number.format(rows.length) + (rows.length === 1 ? " row" : " rows")
        : number.format(shown.length) + " of " + number.format(rows.length) + " rows";
    };

    more.addEventListener("click", () => { limit += STEP; draw(); });
    all.addEventListener("click", () => { limit = Infinity; draw(); });
    window.addEventListener("beforeprint", () => body.replaceChildren(...shown.map((row) => row.element)));
    window.addEventListener("afterprint", draw);
    heads.forEach((head, column) => {
      const button = make("button", {type: "button"}, ...head.childNodes);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        go({[prefix + "sort"]: (down ? "-" : "") + titles[column]});
      });
      head.append(button);
    });

    // -- its tools --

    const search = make("input", {type: "search", placeholder: "Filter", autocomplete: "off"});
    search.setAttribute("aria-label", "Filter " + section.querySelector("caption").textContent.toLowerCase());
    search.addEventListener("input", () => go({[prefix + "q"]: search.value}, read().has(prefix + "q")));
    search.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && search.value) { go({[prefix + "q"]: ""}); event.preventDefault(); }
    });
    const selects = filters.map(([name, title], place) => {
      const values = [...new Set(rows.flatMap((row) => row.values[place]))].sort(collator.compare);
      const select = make("select", {}, make("option", {value: "", textContent: title + ": all"}));
      for (const value of values) {
        if (value) select.append(make("option", {value, textContent: value}));
      }
      select.setAttribute("aria-label", title);
      select.hidden = values.length < 2;
      select.addEventListener("change", () => go({[name]: select.value}));
      return select;
    });
    const order = make("select", {className: "narrow"}, make("option", {value: "", textContent: "Sort by \u2026"}));
    order.setAttribute("aria-label", "Sort by");
    for (const title of titles) order.append(make("option", {value: title, textContent: "Sort by " + title.toLowerCase()}));
    order.addEventListener("change", () => go({[prefix + "sort"]: order.value}));
    const clear = make("button", {type: "button", className: "clear", textContent: "Clear filters"});
    clear.addEventListener("click", () => {
      go(Object.fromEntries([...names].map((name) => [name, ""])));
      search.focus();
    });
    if (prefix === "" || rows.length > 10) {
      const tools = make("div", {className: "tools"}, search, ...selects, order, clear, output);
      tools.setAttribute("role", "search");
      section.querySelector("table").before(tools);
    }

    const fill = (select, value) => {
      // A value that no row has any more may still be in a bookmark.
      if (value && ![...select.options].some((option) => option.value === value)) {
        select.append(make("option", {value, textContent: value}));
        select.hidden = false;
      }
      select.value = value;
    };
    let last = null;
    return {section, prefix, names, apply: (state) => {
      const get = (name) => state.get(name) ?? "";
      const now = JSON.stringify([...names].map(get));
      if (now === last) return;
      last = now;
      const text = get(prefix + "q"), sorting = get(prefix + "sort");
      if (search.value !== text) search.value = text;
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = filters.map(([name], place) => [place, get(name)]).filter(([, value]) => value);
      selects.forEach((select, place) => fill(select, get(filters[place][0])));
      const down = sorting.startsWith("-");
      const column = titles.indexOf(down ? sorting.slice(1) : sorting);
      order.value = column < 0 ? "" : titles[column];
      const sign = down ? -1 : 1;
      const sorted = column < 0 ? rows
        : [...rows].sort((a, b) => sign * collator.compare(a.cells[column], b.cells[column]));
      heads.forEach((head, place) => {
        if (place === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      limit = STEP;
      shown = sorted.filter((row) =>
        words.every((word) => row.text.includes(word))
        && chosen.every(([place, value]) => row.values[place].includes(value)));
      clear.hidden = !text && !chosen.length;
      draw();
    }};
  };

  for (const table of document.querySelectorAll("main table")) tables.push(setUp(table.closest("section")));

  // Counts and bars filter the first table. Without a script they are texts.
  const main = tables.find((table) => table.prefix === "");
  const lead = (element, name, value, content) => {
    const link = make("a", {}, ...content);
    Object.assign(link.dataset, {set: "", name, value});
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const on = link.hasAttribute("aria-current");
      go({[name]: on ? "" : value});
      if (!on) main.section.scrollIntoView({block: "start"});
    });
    element.append(link);
  };
  if (main) {
    for (const tile of document.querySelectorAll("[data-filter]")) {
      const [[name, value]] = new URLSearchParams(tile.dataset.filter);
      lead(tile, name, value, [...tile.childNodes]);
    }
    for (const bar of document.querySelectorAll("[data-filter-key]")) {
      const {filterKey, filterValue} = bar.dataset;
      if (filterValue && main.names.has(filterKey)) lead(bar, filterKey, filterValue, [...bar.childNodes]);
    }
  }
  window.addEventListener("hashchange", apply);
  window.addEventListener("popstate", apply);
  apply();
  document.documentElement.classList.add("ready");
  if (main && [...read().keys()].some((name) => main.names.has(name))) main.section.scrollIntoView({block: "start"});

  document.addEventListener("keydown", (event) => {
    const search = document.querySelector(".tools input");
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && search && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      search.focus();
      event.preventDefault();
    }
  });
})();
