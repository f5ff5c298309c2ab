"use strict";
(() => {
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort ?? cell.textContent.trim();
  };

  const sort = (table, column, header) => {
    const descending = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const body = table.tBodies[0];
    const keyed = Array.from(body.rows, (row) => [value(row, column), row]);
    keyed.sort(([one], [other]) => {
      if (one === "" || other === "") return (one === "") - (other === "");
      return (descending ? -1 : 1) * collator.compare(one, other);
    });
    body.append(...keyed.map(([, row]) => row));
  };

  const sortable = (table) => {
    Array.from(table.tHead.rows[0].cells).forEach((header, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      button.addEventListener("click", () => sort(table, column, header));
      header.append(button);
    });
  };

  // On a narrow screen each row is a card, and each value in it has its column's name beside it.
  const cards = (table) => {
    const names = Array.from(table.tHead.rows[0].cells, (header) => header.textContent.trim());
    table.classList.add("cards");
    table.setAttribute("role", "table");
    for (const row of table.tBodies[0].rows) {
      row.setAttribute("role", "row");
      Array.from(row.cells).forEach((cell, column) => {
        cell.setAttribute("role", "cell");
        cell.dataset.label = names[column];
      });
    }
  };

  const filterable = (figure, table) => {
    const rows = Array.from(table.tBodies[0].rows);
    const box = document.createElement("input");
    const found = document.createElement("span");
    box.type = "search";
    box.placeholder = "Filter";
    box.setAttribute("aria-label", "Filter this table");
    found.className = "count";
    found.setAttribute("role", "status");
    box.addEventListener("input", () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      found.textContent = words.length ? `${shown} found` : "";
    });
    figure.querySelector("figcaption").append(found, box);
  };

  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target) target.scrollIntoView();
  };

  for (const figure of document.querySelectorAll("figure.table")) {
    const table = figure.querySelector("table");
    const rows = table.tBodies[0].rows.length;
    if (table.tHead.rows[0].cells.length > 3) cards(table);
    if (rows > 1) sortable(table);
    if (rows > 8) filterable(figure, table);
  }
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details:not(.source)")) each.open = true;
  });
  open();
})();
