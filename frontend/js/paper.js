// The picture of a paper follows what is typed; a name of a figure is put where the caret was.

const PAUSE = 500
const form = document.querySelector('form.writing')
const picture = document.getElementById('preview')
let last = null
let waiting = 0
let asked = null

async function draw () {
  asked?.abort()
  asked = new AbortController()
  try {
    const answer = await fetch(form.dataset.preview, {
      method: 'POST', body: new FormData(form), credentials: 'same-origin', signal: asked.signal
    })
    if (!answer.ok) return
    picture.innerHTML = await answer.text()
  } catch { /* without a network the last picture stays */ }
}

function follow () {
  clearTimeout(waiting)
  waiting = setTimeout(draw, PAUSE)
}

function put (event) {
  const name = event.target.closest?.('[data-name]')
  if (!name || !last) return
  last.setRangeText(name.textContent, last.selectionStart, last.selectionEnd, 'end')
  last.focus()
  last.dispatchEvent(new Event('input', { bubbles: true }))
}

if (form) {
  form.addEventListener('focusin', event => {
    if (event.target.matches('textarea')) last = event.target
  })
  form.addEventListener('click', put)
  if (form.dataset.preview && picture) form.addEventListener('input', follow)
  document.querySelector('[autofocus]')?.scrollIntoView({ block: 'center' })
}
