// Movement, paste and putting back in a table of inputs. The page works without it.
const KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0] };

function places(table) {
  return [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td input")]);
}

function placeOf(rows, input) {
  const row = rows.findIndex((inputs) => inputs.includes(input));
  return [row, rows[row].indexOf(input)];
}

function move(event, table) {
  const rows = places(table);
  const [row, column] = placeOf(rows, event.target);
  const { selectionStart: from, selectionEnd: to, value } = event.target;
  // An amount that is marked whole, as it is on coming to it, is left by either arrow.
  const whole = from === 0 && to === value.length;
  let step = KEYS[event.key];
  if (event.key === "ArrowLeft" && (whole || to === 0)) step = [0, -1];
  if (event.key === "ArrowRight" && (whole || from === value.length)) step = [0, 1];
  const next = step && rows[row + step[0]]?.[column + step[1]];
  if (event.key === "Enter" || next) event.preventDefault();
  if (next) {
    next.focus();
    next.select();
  }
}

function amounts(count) {
  return count === 1 ? "1 amount" : `${count} amounts`;
}

// The block goes in from the amount that has the focus; `pasted` keeps what stood there before.
function paste(event, table, grid) {
  const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
  if (!/[\t\n]/.test(text)) return;
  event.preventDefault();
  const rows = places(table);
  const [row, column] = placeOf(rows, event.target);
  const block = text.split(/\r?\n/).map((line) => line.split("\t"));
  const cells = block.flatMap((line, down) =>
    line.map((value, across) => [rows[row + down]?.[column + across], value.trim()]),
  );
  const inside = cells.filter(([input]) => input);
  grid.pasted = inside.map(([input]) => [input, input.value]);
  for (const [input, value] of inside) input.value = value;
  grid.unsaved = true;
  const outside = cells.length - inside.length;
  grid.say(
    `${amounts(inside.length)} pasted.` +
      (outside ? ` ${amounts(outside)} had no place in the table and were left out.` : "") +
      " Control and Z puts back what was there. Nothing is saved yet.",
  );
}

function putBack(event, grid) {
  event.preventDefault();
  for (const [input, value] of grid.pasted) input.value = value;
  grid.say(`${amounts(grid.pasted.length)} put back.`);
  grid.pasted = null;
}

for (const table of document.querySelectorAll("table[data-grid]")) {
  const said = document.getElementById(table.dataset.grid);
  const grid = { pasted: null, unsaved: false, say: (words) => (said.textContent = words) };
  table.addEventListener("keydown", (event) => {
    if (event.target.tagName !== "INPUT") return;
    const control = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") event.target.value = event.target.defaultValue;
    else if (control && event.key.toLowerCase() === "z" && grid.pasted) putBack(event, grid);
    else if (!control && !event.altKey) move(event, table);
  });
  table.addEventListener("paste", (event) => paste(event, table, grid));
  table.addEventListener("input", () => Object.assign(grid, { pasted: null, unsaved: true }));
  table.closest("form").addEventListener("submit", () => (grid.unsaved = false));
  window.addEventListener("beforeunload", (event) => grid.unsaved && event.preventDefault());
}
