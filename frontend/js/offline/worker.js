// Opens the form where there is no network. It keeps our own files and two empty pages, nothing of
// a user: his figures lie in the store of the page. `ASSETS`, `PAGES` and `VERSION` are set above.
/* global ASSETS PAGES VERSION */

const CACHE = `phaodai-${VERSION}`
const PATIENCE = 5_000 // milliseconds for the first sign of an answer
const NOBODY = new Set([502, 503, 504])

self.addEventListener('install', (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(sweep().then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const address = new URL(request.url)
  if (request.method !== 'GET' || address.origin !== location.origin) return
  if (request.mode === 'navigate') event.respondWith(open(request))
  else if (ASSETS.includes(address.pathname)) event.respondWith(own(request))
})

async function fill () {
  const cache = await caches.open(CACHE)
  await Promise.all([...ASSETS, ...Object.values(PAGES)].map(async (address) => {
    const answer = await fetch(address, { credentials: 'omit', cache: 'no-cache' })
    // A hotel's page says 200 to everything; our pages bear their policy, our files are no pages.
    const isPage = /^text\/html\b/.test(answer.headers.get('Content-Type') ?? 'text/html')
    const isOurs = isPage === address.endsWith('/') &&
      (!isPage || answer.headers.has('Content-Security-Policy'))
    if (!answer.ok || answer.redirected || !isOurs) throw new Error(address)
    await cache.put(address, answer)
  }))
}

async function sweep () {
  for (const name of await caches.keys()) {
    if (/^phaodai-[0-9a-f]+$/.test(name) && name !== CACHE) await caches.delete(name)
  }
}

async function own (request) {
  const cache = await caches.open(CACHE)
  return (await cache.match(new URL(request.url).pathname)) ?? fetch(request)
}

async function open (request) {
  let clock
  const late = new Promise((resolve, reject) => { clock = setTimeout(reject, PATIENCE) })
  try {
    const answer = await Promise.race([fetch(request), late])
    if (!NOBODY.has(answer.status)) return answer
  } catch {
    // no network, or one that says nothing
  } finally {
    clearTimeout(clock)
  }
  const notes = await caches.open('phaodai-notes')
  const language = await (await notes.match('/language'))?.text()
  const cache = await caches.open(CACHE)
  return (await cache.match(PAGES[language] ?? PAGES.vi)) ?? Response.error()
}
