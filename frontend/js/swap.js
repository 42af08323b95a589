// A link that opens a part of the page: only that part is put in anew, the place stays.
// Without scripts the link loads the whole page.

async function swap (event) {
  const link = event.target.closest?.('a[data-swap]')
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  const part = document.querySelector(link.dataset.swap)?.closest('section')
  if (!part) return
  event.preventDefault()
  const row = link.closest('[id]')?.id
  part.setAttribute('aria-busy', 'true')
  try {
    const answer = await fetch(link.href, { credentials: 'same-origin' })
    if (!answer.ok) throw new Error(String(answer.status))
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.querySelector(link.dataset.swap)?.closest('section')
    if (!fresh) throw new Error('gone')
    part.replaceWith(document.adoptNode(fresh))
    history.replaceState(null, '', link.href)
    const place = document.getElementById(row)
    const next = place?.querySelector('a[data-swap]') ?? place?.querySelector('a')
    next?.focus({ preventScroll: true })
  } catch {
    location.assign(link.href)
  }
}

document.addEventListener('click', swap)
