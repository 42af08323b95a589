// Confirming by keyboard: Enter confirms, e changes, x puts aside, z takes back. Each key presses
// what stands on the page, so that without scripts everything is there as well.

const review = document.querySelector('[data-review]')
const TYPING = 'input, textarea, select, [contenteditable]'

function press (event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
  const at = event.target instanceof Element ? event.target : null
  if (at?.closest(TYPING)) return
  if (event.key === 'z') {
    const button = document.querySelector('form.undo [data-key="z"]')
    if (button && (review.contains(document.activeElement) || document.activeElement === document.body)) button.click()
    return
  }
  // Enter on a link or a button stays what it is: only the card itself is confirmed by it.
  const card = event.key === 'Enter' ? at?.matches('.ob') && at : at?.closest('.ob')
  if (!card || !['Enter', 'e', 'x'].includes(event.key)) return
  const key = card.querySelector(`[data-key="${event.key}"]`)
  if (!key) return
  event.preventDefault()
  key.click()
}

// Back from an act, work goes on where it was: at a form that lies open, or at the next card.
function goOn () {
  if (document.querySelector('[data-errors]')) return
  const form = document.getElementById('open-form')
  const field = form?.querySelector('.err input, .err textarea, textarea, input:not([type="hidden"])')
  if (field && (location.hash === '#open-form' || form.querySelector('.err'))) {
    field.focus()
  } else if (/^#o\d+$/.test(location.hash)) {
    document.getElementById(location.hash.slice(1))?.focus()
  }
}

if (review) {
  document.addEventListener('keydown', press)
  // A page that opens at an anchor lets go of the focus when it has loaded; so wait for that.
  if (document.readyState === 'complete') goOn()
  else window.addEventListener('load', () => setTimeout(goOn))
  for (const form of document.querySelectorAll('form.undo')) {
    setTimeout(() => form.remove(), Number(form.dataset.seconds) * 1000)
  }
}
