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
  const start = event.target.selectionStart === 0 && event.target.selectionEnd === 0;
  const end = event.target.selectionStart === event.target.value.length;
  let step = KEYS[event.key];
  if (event.key === "ArrowLeft" && start) step = [0, -1];
  if (event.key === "ArrowRight" && end) step = [0, 1];
  const next = step && rows[row + step[0]]?.[column + step[1]];
  if (event.key === "Enter" || next) event.preventDefault();
  if (next) {
    next.focus();
    next.select();
  }
}

function paste(event, table) {
  const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
  if (!/[\t\n]/.test(text)) return;
  event.preventDefault();
  const rows = places(table);
  const [row, column] = placeOf(rows, event.target);
  text.split(/\r?\n/).forEach((line, down) => {
    line.split("\t").forEach((value, across) => {
      const input = rows[row + down]?.[column + across];
      if (input) input.value = value.trim();
    });
  });
}

let unsaved = false;
for (const table of document.querySelectorAll("table[data-grid]")) {
  table.addEventListener("keydown", (event) => {
    if (event.target.tagName !== "INPUT") return;
    if (event.key === "Escape") event.target.value = event.target.defaultValue;
    else if (!event.ctrlKey && !event.metaKey && !event.altKey) move(event, table);
  });
  table.addEventListener("paste", (event) => paste(event, table));
  table.addEventListener("change", () => (unsaved = true));
  table.closest("form").addEventListener("submit", () => (unsaved = false));
}
window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
