// The text of a dispatch and its obligations, side by side: pointing at one shows the other,
// j and k walk through them. Without scripts the numbers are links both ways.

const review = document.querySelector('[data-review]')

function parts (number) {
  return review.querySelectorAll(`[data-o="${CSS.escape(number)}"]`)
}

function show (number) {
  for (const part of review.querySelectorAll('.hi')) part.classList.remove('hi')
  if (number) for (const part of parts(number)) part.classList.add('hi')
}

function numberAt (node) {
  return node instanceof Element ? node.closest('[data-o]')?.dataset.o : undefined
}

// What lies inside another obligation wins over it, as the innermost element does.
function point (event) {
  const number = numberAt(event.target)
  if (number) show(number)
}

function walk (step) {
  const all = [...review.querySelectorAll('.ob')]
  if (!all.length) return
  const at = all.indexOf(document.activeElement.closest?.('.ob') ?? review.querySelector('.ob.hi'))
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)]
  next.focus()
  const mark = review.querySelector(`#d${CSS.escape(next.dataset.o)}`)
  const box = mark?.getBoundingClientRect()
  const isBeside = next.getBoundingClientRect().left > (box?.right ?? 0)
  if (mark && isBeside) mark.scrollIntoView({ block: 'center' })
}

// Letters act only while the focus is on the text or the list (WCAG 2.1.4): a click or Tab away.
function press (event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (!review.contains(document.activeElement)) return
  const step = { j: 1, k: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  walk(step)
}

// From a place in the text the list follows, where it scrolls by itself beside the text.
function follow () {
  const number = /^#[dou](\d+)$/.exec(location.hash)?.[1]
  if (!number) return
  show(number)
  const card = document.getElementById(`o${number}`)
  const panel = card?.closest('.panel')
  if (panel && panel.scrollHeight > panel.clientHeight) panel.scrollTop = card.offsetTop - 16
}

if (review) {
  review.addEventListener('pointerover', point)
  review.addEventListener('focusin', point)
  document.addEventListener('keydown', press)
  window.addEventListener('hashchange', follow)
  follow()
}
