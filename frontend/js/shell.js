// What every page gains where scripts run: "/" goes to the search, errors get the focus.
// Without scripts nothing is lost.

const TYPING = 'input, textarea, select, [contenteditable]'

function goToSearch (event) {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target instanceof Element && event.target.closest(TYPING)) return
  const field = document.querySelector('[data-search]')
  const link = document.querySelector('a[data-search-link]')
  if (!field && !link) return
  event.preventDefault()
  if (field) {
    field.focus()
    field.select()
  } else {
    link.click()
  }
}

// A form is sent once, however often its button is pressed.
function sendOnce (event) {
  const form = event.target
  if (event.defaultPrevented || form.method !== 'post' || form.hasAttribute('data-repeatable')) return
  if (form.dataset.sent) {
    event.preventDefault()
    return
  }
  form.dataset.sent = 'yes'
}

// Buttons that copy a text; without scripts the text itself is there to be marked.
async function copyText (event) {
  const button = event.target instanceof Element && event.target.closest('[data-copy]')
  if (!button) return
  const field = document.getElementById(button.dataset.copy)
  try {
    await navigator.clipboard.writeText(field.value)
  } catch {
    field.closest('details')?.setAttribute('open', '')
    field.select()
    if (!document.execCommand('copy')) return // marked, to be copied by hand
  }
  button.textContent = button.dataset.done
}

document.addEventListener('click', copyText)
document.addEventListener('keydown', goToSearch)
document.addEventListener('submit', sendOnce)
window.addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent
})
for (const button of document.querySelectorAll('[data-copy]')) button.hidden = false
document.querySelector('[data-errors]')?.focus()
