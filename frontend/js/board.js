// The board by keyboard, and what a mouse does many times: pick a page, copy a reminder.
// Without scripts each row has its box and each act its button.

const KEYS = 'board-keys' // off until the reader turns them on (WCAG 2.1.4)
const form = document.querySelector('[data-picking]')

function boxes () {
  return [...form.querySelectorAll('input[name="pick"]')]
}

function count () {
  const n = boxes().filter(box => box.checked).length
  const place = form.querySelector('[data-picked]')
  place.textContent = n ? `${place.dataset.words} ${n}` : ''
}

function pickPage (event) {
  for (const box of boxes()) box.checked = event.target.checked
  count()
}

function walk (step) {
  const all = boxes()
  const at = all.indexOf(document.activeElement.closest('[data-row]')?.querySelector('input[name="pick"]'))
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)]
  next.focus()
  next.closest('[data-row]').scrollIntoView({ block: 'nearest' })
}

function press (event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target.closest('input:not([type="checkbox"]), textarea, select')) return
  if (event.key === 'j' || event.key === 'k') walk(event.key === 'j' ? 1 : -1)
  else if (event.key === 'x') document.activeElement.closest('[data-row]')?.querySelector('input[name="pick"]').click()
  else return
  event.preventDefault()
}

function setKeys (on) {
  document.removeEventListener('keydown', press)
  if (on) document.addEventListener('keydown', press)
}

if (form) {
  const all = form.querySelector('[data-pick-page]')
  all.hidden = false
  all.addEventListener('change', pickPage)
  form.addEventListener('change', count)
  count()
  const keys = form.querySelector('[data-keys]')
  form.querySelector('[data-keys-note]').hidden = false
  keys.checked = localStorage.getItem(KEYS) === 'on'
  setKeys(keys.checked)
  keys.addEventListener('change', () => {
    localStorage.setItem(KEYS, keys.checked ? 'on' : 'off')
    setKeys(keys.checked)
  })
}

for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = !navigator.clipboard
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value)
    button.textContent = button.dataset.done
  })
}
