// The sheet as a table by keyboard: arrows move from cell to cell, Enter goes down, Shift+Enter up.
// In a reason the keys write as always and leave it at its first and last line only.

const CELLS = "input[data-number], select, textarea";
const form = document.querySelector("form.sheet-wide");

function cellAt(row, column) {
  const found = row?.cells[column]?.querySelector(CELLS);
  return found && found.offsetParent !== null ? found : null;
}

// The next cell that can be filled, from a place on in one direction.
function next(cell, rows, columns) {
  const table = [...form.querySelectorAll("tbody tr")];
  let at = table.indexOf(cell.closest("tr")) + rows;
  let column = cell.closest("td").cellIndex + columns;
  while (table[at] && column > 0 && column < table[at].cells.length) {
    const found = cellAt(table[at], column);
    if (found) return found;
    at += rows;
    column += columns;
  }
  return null;
}

function go(event, rows, columns) {
  const found = next(event.target, rows, columns);
  event.preventDefault();
  if (!found) return;
  found.focus({ preventScroll: true });
  if (found.matches("input")) found.select();
  found.closest("td").scrollIntoView({ block: "nearest", inline: "nearest" });
}

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// Whether the key would move the cursor within the text of the cell.
function staysInside({ target, key }) {
  if (target.matches("select")) return false;
  const { selectionStart: start, selectionEnd: end, value } = target;
  if (target.matches("input") && start === 0 && end === value.length && value !== "") return false; // all is chosen
  if (start !== end) return true;
  if (key === "ArrowLeft") return start > 0;
  if (key === "ArrowRight") return end < value.length;
  if (target.matches("input")) return false;
  return key === "ArrowUp" ? value.slice(0, start).includes("\n") : value.slice(end).includes("\n");
}

form?.addEventListener("keydown", (event) => {
  if (!event.target.matches(CELLS) || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" && !event.target.matches("textarea")) {
    go(event, event.shiftKey ? -1 : 1, 0);
    return;
  }
  const move = MOVES[event.key];
  if (move && !event.shiftKey && !staysInside(event)) go(event, ...move);
});
