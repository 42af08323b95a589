// Sends what waits, once each, whenever there is a network. A receipt is only what our server
// says of that very id; whatever else comes back, the report stays in the queue.

import { isReceipt } from './receipts.js'
import { all, change, drop, keep, read } from './store.js'

const HELLO = '/reports/offline/state/'
const PACK = '/reports/offline/pack/'
const SEND = '/reports/offline/send/'
const PATIENCE = 20_000 // milliseconds without an answer, after which the network counts as away
const PACK_AGE = 10 * 60_000
const KEPT = 7 * 24 * 3_600_000 // that receipts stay on the device
const SETTLED = new Set(['received', 'returned'])
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('phaodai') : null
const listeners = new Set()
let told = null

/** Call `listener` whenever something on the device has changed, in whatever window. */
export function onChange (listener) {
  listeners.add(listener)
}

/** Say that something on the device has changed. */
export function changed () {
  tell()
  channel?.postMessage('changed')
  return remind()
}

/** Tell the listeners, once for all that changes within a moment. */
function tell () {
  told ??= setTimeout(() => {
    told = null
    for (const listener of listeners) listener()
  }, 30)
}

/** Let other pages know, before they load any of this, whether something waits. */
async function remind () {
  const waits = (await queue()).some((item) => item.state !== 'received')
  try {
    if (waits) localStorage.setItem('phaodai-unsent', 'yes')
    else localStorage.removeItem('phaodai-unsent')
  } catch {
    // no such store here: pages look for themselves
  }
}

if (channel) channel.onmessage = tell

/** Return the queue in the order in which it came to be. */
export async function queue () {
  const items = await all('queue')
  return items.sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))
}

/** Return whether nobody at the server has answered an item yet. */
export function isUnsent (item) {
  return !SETTLED.has(item.state) && item.state !== 'held'
}

/**
 * Ask the server who we are to it.
 *
 * @returns `{ kind: 'ours', state }`, or `kind` of 'signed_out', 'foreign' (somebody else answers:
 *   a hotel's page, a proxy), 'busy' or 'away'
 */
export async function greet () {
  for (let tries = 0; tries < 2; tries += 1) {
    const before = Date.now()
    const { kind, status, body } = await ask(HELLO)
    if (kind === 'ours' && status === 200) {
      const offset = Math.round(body.now - (before + Date.now()) / 2)
      await keep('notes', 'clock', { offset, at: Date.now() })
      await keep('notes', 'owner', { user: body.user, name: body.name })
      return { kind, state: { ...body, offset } }
    }
    if (kind === 'ours') return { kind: status === 401 ? 'signed_out' : 'busy' }
    // A session that has just ended answers with a redirect once, and plainly the second time.
    if (kind !== 'moved') return { kind }
  }
  return { kind: 'foreign' }
}

async function ask (address, options = {}) {
  try {
    const answer = await fetch(address, {
      credentials: 'same-origin',
      redirect: 'manual',
      cache: 'no-store',
      ...options,
      headers: { Accept: 'application/json', ...options.headers },
      signal: AbortSignal.timeout(PATIENCE),
    })
    if (answer.type === 'opaqueredirect') return { kind: 'moved' }
    if (!/^application\/json\b/.test(answer.headers.get('Content-Type') ?? '')) {
      return { kind: answer.status >= 500 || answer.status === 429 ? 'busy' : 'foreign' }
    }
    const body = await answer.json()
    const isOurs = body !== null && typeof body === 'object' && body.service === 'phaodai'
    return { kind: isOurs ? 'ours' : 'foreign', status: answer.status, body }
  } catch (error) {
    return { kind: error instanceof SyntaxError ? 'foreign' : 'away' }
  }
}

/** Fetch forms and earlier figures of the signed-in user, if those here have aged. */
export async function refresh (state, { force = false } = {}) {
  const held = await read('packs', state.user)
  if (!force && held && Date.now() - held.at < PACK_AGE) return
  const { kind, status, body } = await ask(PACK)
  if (kind !== 'ours' || status !== 200) return
  await keep('packs', state.user, { ...body, at: Date.now() })
  changed()
}

/**
 * Send what waits.
 *
 * @returns the kind of `greet`, or 'idle' where another window is sending already
 */
export async function flush () {
  if (!navigator.locks) return send()
  return navigator.locks.request('phaodai-send', { ifAvailable: true }, (lock) =>
    lock ? send() : 'idle',
  )
}

async function send () {
  const { kind, state } = await greet()
  await keep('notes', 'network', { kind, at: Date.now() })
  if (kind === 'ours') {
    await forget()
    let isOutdated = false
    for (const item of await queue()) {
      if (SETTLED.has(item.state) || item.owner !== state.user) continue
      const fault = await sendOne(item, state)
      if (fault) {
        await keep('notes', 'network', { kind: fault, at: Date.now() })
        changed()
        return fault
      }
      isOutdated ||= (await read('queue', item.id))?.outcome === 'version'
    }
    await refresh(state, { force: isOutdated })
  }
  changed()
  return kind
}

async function sendOne (item, state) {
  await change('queue', item.id, (row) => ({ ...row, state: 'sending', tries: row.tries + 1 }))
  changed()
  const { kind, status, body } = await ask(SEND, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': state.csrf },
    body: JSON.stringify({
      ...payload({ ...item, clock_offset: item.clock_offset ?? state.offset }),
      direct: Boolean(item.is_direct) && item.tries === 0, // from the page, with a network
    }),
  })
  const after = kind === 'ours' ? judge(item, status, body) : null
  await change('queue', item.id, (row) => ({ ...row, ...(after ?? { state: 'waiting', fault: kind }) }))
  changed()
  if (after) return null
  return kind === 'ours' ? (status === 401 ? 'signed_out' : 'busy') : kind
}

/** Return what an item becomes by an answer; null where the answer decides nothing. */
function judge (item, status, body) {
  const { outcome, message = '', address = '' } = body
  if ((status === 400 && outcome === 'bad') || (status === 413 && outcome === 'too_large')) {
    // It was not read: sending the same again would be answered the same.
    const said = body[document.documentElement.lang] ?? body.vi
    return { fault: '', message: said, address: '', answered_at: Date.now(), state: 'returned', outcome, findings: [] }
  }
  if (body.id !== item.id) return null
  const answered = { fault: '', message, address, answered_at: Date.now() }
  if (outcome === 'accepted' && (status === 200 || status === 201) && isReceipt(body.receipt)) {
    const { receipt, number, received_at, lateness } = body
    return { ...answered, state: 'received', receipt, number, received_at, lateness }
  }
  if (outcome === 'held' && status === 202) return { ...answered, state: 'held' }
  if (status === 409 || status === 422 || status === 404) {
    return { ...answered, state: 'returned', outcome, findings: body.findings ?? [] }
  }
  return null
}

/** Return of an item what the server is to know; also what a file of the queue holds. */
export function payload (item) {
  const { id, body, form, version, day, base, values, comments, filled_at, clock_offset } = item
  return { id, body, form, version, day, base, values, comments, filled_at, clock_offset }
}

/** Let go of receipts of last week. */
async function forget () {
  const old = (await queue()).filter(
    (item) => item.state === 'received' && Date.now() - item.answered_at > KEPT,
  )
  for (const item of old) await drop('queue', item.id)
}
