// Going about a list with the keyboard, and choosing many of its records. The page works without it.
function kind(element) {
  return element.matches("input[type=checkbox]") ? "input[type=checkbox]" : "th a";
}

// Up and down go from row to row, on the boxes or on the names.
function along(event, table) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!event.target.closest("tbody") || !event.target.matches("a, input[type=checkbox]")) return;
  const places = [...table.tBodies[0].rows].map((row) => row.querySelector(kind(event.target)));
  const row = event.target.closest("tr").sectionRowIndex;
  const next = places[row + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

for (const table of document.querySelectorAll("table[data-list]")) {
  table.addEventListener("keydown", (event) => along(event, table));
  const every = table.tHead.querySelector("input[type=checkbox]");
  if (!every) continue;
  const boxes = [...table.tBodies[0].querySelectorAll("input[type=checkbox]")];
  const said = document.getElementById(table.dataset.list);
  let last = null;

  function tell() {
    const count = boxes.filter((box) => box.checked).length;
    every.checked = count === boxes.length;
    every.indeterminate = count > 0 && count < boxes.length;
    said.textContent = count ? `${count} of the ${boxes.length} on this page chosen` : "";
  }

  every.closest("[hidden]")?.removeAttribute("hidden");
  every.addEventListener("change", () => {
    for (const box of boxes) box.checked = every.checked;
    tell();
  });
  // With Shift, all between the last box and this one are as this one.
  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
      }
      last = box;
      tell();
    });
  }
  tell();
}
