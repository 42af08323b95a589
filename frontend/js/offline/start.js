// On every page of somebody who has signed in: tells the age of what is unsent, and sends it when
// the network is back, when the page is shown again, and when it opens.

import { flush, greet, isUnsent, onChange, queue, refresh } from './sending.js'
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

async function leave (event) {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || form.method !== 'post') return
  if (new URL(form.action, location.href).pathname !== '/accounts/logout/') return
  event.preventDefault()
  const isAsked = Boolean(warning)
  if (!isAsked && (await queue()).some(isUnsent)) {
    location.assign('/accounts/logout/') // the page that warns
    return
  }
  await clear()
  form.submit()
}

async function begin () {
  onChange(show)
  onChange(warn)
  await Promise.all([show(), warn(), keep('notes', 'language', document.documentElement.lang)])
  if (link) {
    if (document.getElementById('report')) (await import('./attach.js')).attach(link.dataset.restore)
    install().catch(() => {}) // private windows allow none: the page works with a network
    const items = await queue()
    if (items.some((item) => item.state !== 'received')) await flush()
    else {
      const { kind, state } = await greet()
      if (kind === 'ours') await refresh(state)
    }
  }
}

document.addEventListener('submit', leave, true)
window.addEventListener('online', tryAgain)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') tryAgain()
})
setInterval(tryAgain, AGAIN)
begin()
