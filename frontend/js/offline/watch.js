// What waits on this device is watched over: its age is told, and it is sent when the network is
// back, when the page is shown again, and when it opens. Loaded by `start.js` where it is needed.

import { changed, flush, greet, isUnsent, onChange, queue, refresh } from './sending.js'
import { clear, keep } from './store.js'

const AGAIN = 15_000 // milliseconds between two tries while something waits and a page is open
const link = document.querySelector('[data-unsent]')

async function show () {
  if (!link) return
  const unsent = (await queue()).filter(isUnsent)
  link.hidden = unsent.length === 0
  if (!unsent.length) return
  const oldest = new Date(Math.min(...unsent.map((item) => item.order)))
  const since = oldest.toLocaleString(document.documentElement.lang, {
    hour: '2-digit', minute: '2-digit', day: '2-digit', month: '2-digit',
  })
  link.querySelector('span').textContent = link.dataset.unsent
    .replace('{n}', String(unsent.length)).replace('{since}', since)
}

async function tryAgain () {
  const items = await queue()
  if (items.some((item) => isUnsent(item) || item.state === 'held')) await flush()
}

async function install () {
  if (!('serviceWorker' in navigator)) return
  await navigator.serviceWorker.register('/reports/worker.js', { updateViaCache: 'none' })
  const notes = await caches.open('phaodai-notes')
  await notes.put('/language', new Response(document.documentElement.lang))
  await navigator.storage?.persist?.()
}

// Whoever signs out takes his figures with him; what is unsent is warned of first.
const warning = document.querySelector('[data-leaving]')

async function warn () {
  if (!warning) return
  const unsent = (await queue()).filter(isUnsent)
  warning.hidden = unsent.length === 0
  const count = warning.querySelector('[data-count]')
  if (count) count.textContent = String(unsent.length)
}

/** Sign out by a form, unless something is unsent and nobody was warned. */
export async function leave (form) {
  if (!warning && (await queue()).some(isUnsent)) {
    location.assign(form.action) // the page that warns
    return
  }
  await clear()
  await changed()
  form.submit()
}

async function begin () {
  onChange(show)
  onChange(warn)
  await Promise.all([show(), warn(), keep('notes', 'language', document.documentElement.lang)])
  if (link && location.pathname.startsWith('/reports/')) {
    if (document.getElementById('report')) (await import('./attach.js')).attach(link.dataset.restore)
    install().catch(() => {}) // private windows allow none: the page works with a network
    const items = await queue()
    if (items.some((item) => item.state !== 'received')) await flush()
    else {
      const { kind, state } = await greet()
      if (kind === 'ours') await refresh(state)
    }
  } else if (link) await tryAgain()
}

window.addEventListener('online', tryAgain)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') tryAgain()
})
setInterval(tryAgain, AGAIN)
begin()
