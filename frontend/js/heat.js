// The map of a month by keyboard: arrows walk from cell to cell, Enter opens the board of the day.
// Without scripts it is a plain table whose days are links.

const table = document.querySelector('table.heat')
const says = document.querySelector('[data-heat-says]')
const rows = [...table?.tBodies[0]?.rows ?? []]
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] }

function day (column) {
  return table.tHead.rows[0].cells[column].querySelector('a')
}

function go (row, column) {
  const line = rows[Math.max(0, Math.min(row, rows.length - 1))]
  const cell = line?.cells[Math.max(1, Math.min(column, line.cells.length - 1))]
  if (!cell) return
  table.querySelector('td[tabindex="0"]')?.setAttribute('tabindex', '-1')
  cell.tabIndex = 0
  cell.focus()
}

function tell (event) {
  const cell = event.target.closest('td')
  if (!cell) return
  const name = cell.parentElement.cells[0].textContent.trim()
  says.textContent = `${name}, ${day(cell.cellIndex).textContent.replace(/^\D+/, '')}: ${cell.textContent || '–'}`
}

function press (event) {
  const cell = event.target.closest('td')
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return
  const row = rows.indexOf(cell.parentElement)
  if (event.key === 'Enter') location.assign(day(cell.cellIndex).href)
  else if (event.key === 'Home') go(row, 1)
  else if (event.key === 'End') go(row, cell.parentElement.cells.length - 1)
  else if (STEPS[event.key]) go(row + STEPS[event.key][0], cell.cellIndex + STEPS[event.key][1])
  else return
  event.preventDefault()
}

if (rows.length) {
  says.textContent = says.dataset.hint
  says.hidden = false
  rows[0].cells[1].tabIndex = 0
  table.addEventListener('focusin', tell)
  table.addEventListener('keydown', press)
}
