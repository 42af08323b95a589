// A range of cells pasted from a spreadsheet, with exact figures and merged cells where the
// clipboard tells them. Excel, LibreOffice and Google Sheets put a table in HTML beside the text.

const MOST_ROWS = 5000;
const MOST_CELLS = 200000;
const SHOWN = 60; // rows of the preview; all are sent
const NUMBER = /^[+-]?[\d.,\s\u00a0]*\d[\d.,\s\u00a0]*$/;
const ERROR = /^#(REF|N\/A|VALUE|DIV\/0|NAME|NUM|NULL|SPILL|CALC)[!?]?$|^Err:\d+$|^#{2,}$/;

/**
 * Write a figure so that no reader can take its comma for a thousand, as the server does.
 * @param {number} number
 * @returns {string}
 */
export function exact(number) {
  if (Number.isInteger(number)) return String(number);
  const text = String(Number(number.toPrecision(15)));
  if (/[en]/.test(text)) return text;
  const [whole, part = ''] = text.split('.');
  return part.length === 3 ? `${whole},${part}0` : `${whole},${part}`;
}

/** Return the figure that a cell of the clipboard holds, which may be rounded on the screen. */
function figure(cell) {
  const raw = cell.getAttribute('sdval') ?? cell.getAttribute('x:num');
  if (raw !== null && raw !== '') return Number(raw);
  const google = cell.getAttribute('data-sheets-value');
  if (google === null) return null;
  try {
    const value = JSON.parse(google);
    return value['1'] === 3 && typeof value['3'] === 'number' ? value['3'] : null;
  } catch {
    return null;
  }
}

function shownText(cell) {
  const copy = cell.cloneNode(true);
  for (const line of copy.querySelectorAll('br')) line.replaceWith('\n');
  return copy.textContent.replaceAll('\u00a0', ' ').trim();
}

function textOf(cell) {
  const text = shownText(cell);
  const number = figure(cell);
  // Days and shares are numbers too: there the text says more.
  if (number === null || !Number.isFinite(number) || !NUMBER.test(text)) return text;
  return exact(number);
}

/** Read the table of a clipboard's HTML; null where there is none. */
function fromHtml(html) {
  const table = new DOMParser().parseFromString(html, 'text/html').querySelector('table');
  if (!table) return null;
  const rows = [];
  const merged = [];
  let cells = 0;
  for (const [y, line] of [...table.rows].entries()) {
    if (y >= MOST_ROWS) return null;
    const row = (rows[y] ??= []);
    let x = 0;
    for (const cell of line.cells) {
      while (row[x] !== undefined) x += 1;
      const down = Math.min(Math.max(cell.rowSpan, 1), table.rows.length - y);
      const right = Math.min(Math.max(cell.colSpan, 1), 500);
      cells += down * right;
      if (cells > MOST_CELLS) return null;
      for (let i = 0; i < down; i += 1) {
        for (let j = 0; j < right; j += 1) (rows[y + i] ??= [])[x + j] = '';
      }
      row[x] = textOf(cell);
      if (down > 1 || right > 1) merged.push([y, x, y + down - 1, x + right - 1]);
      x += right;
    }
  }
  return { rows: rows.map((row) => Array.from(row, (cell) => cell ?? '')), merged };
}

/** Read tabs and line ends, with quotes around cells that hold either. */
function fromText(text) {
  const rows = [];
  let row = [];
  let cell = '';
  let quoted = false;
  const lines = text.replace(/\r\n?/g, '\n');
  for (let i = 0; i < lines.length; i += 1) {
    const letter = lines[i];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (lines[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = false;
    } else if (letter === '"' && cell === '') quoted = true;
    else if (letter === '\t' || letter === '\n') {
      row.push(cell.trim());
      cell = '';
      if (letter === '\n') {
        rows.push(row);
        row = [];
      }
    } else cell += letter;
  }
  if (cell || row.length) rows.push([...row, cell.trim()]);
  return { rows, merged: [] };
}

/**
 * Return the cells of a clipboard; null where it holds no range.
 * @param {string} html
 * @param {string} text
 * @param {{lines?: boolean}} options whether lines alone are a range of one column
 * @returns {{rows: string[][], merged: number[][]} | null}
 */
export function readRange(html, text, { lines = false } = {}) {
  const isRange = text.includes('\t') || (lines && /[\r\n]/.test(text));
  const found = (html && fromHtml(html)) || (isRange ? fromText(text) : null);
  if (!found) return null;
  while (found.rows.length && found.rows.at(-1).every((cell) => !cell)) found.rows.pop();
  return found.rows.length ? found : null;
}

function show(preview, range) {
  const size = preview.querySelector('[data-size]');
  const columns = Math.max(...range.rows.map((row) => row.length));
  size.textContent = size.dataset.words
    .replace('{rows}', range.rows.length)
    .replace('{columns}', columns);
  const body = document.createElement('tbody');
  for (const row of range.rows.slice(0, SHOWN)) {
    const line = body.insertRow();
    for (const text of row) {
      const cell = line.insertCell();
      cell.textContent = text;
      if (ERROR.test(text) || /^\s*[=@]/.test(text)) cell.className = 'odd';
    }
  }
  preview.querySelector('table').replaceChildren(body);
  preview.hidden = false;
}

function start() {
  const area = document.querySelector('[data-paste]');
  const grid = document.querySelector('[data-grid]');
  const preview = document.querySelector('[data-preview]');
  if (!area || !grid || !preview) return;
  const clear = () => {
    grid.value = '';
    preview.hidden = true;
  };
  area.addEventListener('paste', (event) => {
    const data = event.clipboardData;
    const range = readRange(data.getData('text/html'), data.getData('text/plain'));
    if (!range) return; // plain words go where they always go
    event.preventDefault();
    area.value = range.rows.map((row) => row.join('\t')).join('\n');
    grid.value = JSON.stringify(range);
    show(preview, range);
  });
  area.addEventListener('input', clear); // what is typed over a range counts as it stands
  preview.querySelector('[data-undo]').addEventListener('click', () => {
    area.value = '';
    clear();
    area.focus();
  });
  area.form.querySelector('[type=file]')?.addEventListener('change', clear);
}

start();
