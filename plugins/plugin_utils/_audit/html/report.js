// SPDX-License-Identifier: GPL-3.0-or-later
// The HTML report: filters, sorting, and only as many rows in the page as people look at.

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

  for (const section of document.querySelectorAll("main section")) {
    const body = section.querySelector("tbody");
    const heads = [...section.querySelectorAll("th")];
    const titles = heads.map((head) => head.textContent);
    const rows = [...body.rows].map((element) => {
      const cells = [...element.cells].map((cell) => cell.textContent);
      return {element, cells, text: cells.join("\n").toLowerCase()};
    });
    const chosen = new Map();
    let words = [], sorted = rows, shown = rows, limit = STEP;

    const output = make("output");
    output.setAttribute("aria-live", "polite");
    const more = make("button", {type: "button"});
    const all = make("button", {type: "button", textContent: "Show all"});
    const foot = make("div", {className: "more"}, more, all);
    section.append(foot);

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
      more.textContent = "Show " + Math.min(STEP, left) + " more";
      output.textContent = shown.length === rows.length
        ? number.format(rows.length) + (rows.length === 1 ? " row" : " rows")
        : number.format(shown.length) + " of " + number.format(rows.length) + " rows";
    };
    const choose = () => {
      limit = STEP;
      shown = sorted.filter((row) =>
        words.every((word) => row.text.includes(word))
        && [...chosen].every(([column, value]) => row.cells[column] === value));
      draw();
    };
    const sort = (column, descending) => {
      const sign = descending ? -1 : 1;
      sorted = [...rows].sort((a, b) => sign * collator.compare(a.cells[column], b.cells[column]));
      heads.forEach((head, place) => {
        if (place === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      choose();
    };

    more.addEventListener("click", () => { limit += STEP; draw(); });
    all.addEventListener("click", () => { limit = Infinity; draw(); });
    window.addEventListener("beforeprint", () => body.replaceChildren(...shown.map((row) => row.element)));
    window.addEventListener("afterprint", draw);
    heads.forEach((head, column) => {
      const button = make("button", {type: "button"}, ...head.childNodes);
      button.addEventListener("click", () => sort(column, head.getAttribute("aria-sort") === "ascending"));
      head.append(button);
    });

    if (section.id === "drift" || rows.length > 10) {
      const search = make("input", {type: "search", placeholder: "Filter", autocomplete: "off"});
      search.setAttribute("aria-label", "Filter " + section.querySelector("caption").textContent.toLowerCase());
      search.addEventListener("input", () => {
        words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
        choose();
      });
      search.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && search.value) { search.value = ""; words = []; choose(); event.preventDefault(); }
      });
      const tools = make("div", {className: "tools"}, search);
      tools.setAttribute("role", "search");
      heads.forEach((head, column) => {
        if (!head.hasAttribute("data-filter")) return;
        const values = [...new Set(rows.map((row) => row.cells[column]))].sort(collator.compare);
        if (values.length < 2) return;
        const title = titles[column].toLowerCase();
        const select = make("select", {}, make("option", {value: "", textContent: "Every " + title}));
        values.forEach((value, place) => select.append(make("option", {value: String(place), textContent: value})));
        select.setAttribute("aria-label", titles[column]);
        select.addEventListener("change", () => {
          if (select.value === "") chosen.delete(column); else chosen.set(column, values[Number(select.value)]);
          choose();
        });
        tools.append(select);
      });
      const order = make("select", {className: "narrow"}, make("option", {value: "", textContent: "Sort by \u2026"}));
      order.setAttribute("aria-label", "Sort by");
      titles.forEach((title, column) => {
        order.append(make("option", {value: String(column), textContent: "Sort by " + title.toLowerCase()}));
      });
      order.addEventListener("change", () => { if (order.value !== "") sort(Number(order.value), false); });
      tools.append(order, output);
      section.querySelector("table").before(tools);
    }
    draw();
  }
  document.documentElement.classList.add("ready");

  document.addEventListener("keydown", (event) => {
    const search = document.querySelector(".tools input");
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && search && !typing) { search.focus(); event.preventDefault(); }
  });
})();
