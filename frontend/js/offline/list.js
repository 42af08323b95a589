// The queue of this device: each report with its state, its age, what was answered; sent again,
// exported as a file, or taken back to be mended.

import { changed, flush, isUnsent, payload, queue } from './sending.js'
import { drop, read } from './store.js'
import { hour, language, long, make, mark, say, showDay } from './words.js'

const STATES = {
  waiting: ['none', 'wait'],
  sending: ['none', 'prog'],
  received: ['done', 'done'],
  held: ['late', 'late'],
  returned: ['over', 'back'],
}

/** Keep a list of what this device has to send in `root`. */
export async function showQueue (root, { mend } = {}) {
  const items = (await queue()).reverse()
  const owner = (await read('notes', 'owner'))?.user
  const own = items.filter((item) => !owner || item.owner === owner)
  const others = items.filter((item) => owner && item.owner !== owner && isUnsent(item))
  const rows = own.map((item) => row(item, mend))
  if (others.length) rows.push(make('li', { class: 'note' }, say('others', { n: others.length })))
  const parts = [
    rows.length ? make('ul', { class: 'queue' }, ...rows) : make('p', { class: 'note' }, say('nothing')),
  ]
  if (own.some((item) => item.state !== 'received')) parts.push(buttons())
  root.replaceChildren(...parts)
}

function row (item, mend) {
  const [tone, glyph] = STATES[item.state]
  return make('li', { 'data-id': item.id, 'data-state': item.state },
    make('p', {}, make('b', {}, `${item.title[language]} ${showDay(item.day)}`), ' ',
      make('span', { class: 'sub', lang: 'vi' }, item.body_name)),
    make('p', {}, mark(tone, glyph, stateOf(item))),
    details(item),
    item.state === 'returned' ? back(item, mend) : null,
  )
}

function stateOf (item) {
  if (item.state === 'received') {
    return say('received', { time: hour(new Date(item.received_at)), code: item.receipt })
  }
  return say(`state_${item.state}`)
}

function details (item) {
  if (item.state === 'received') return make('p', { class: 'note' }, item.message)
  const lines = [say('since', { time: hour(item.order + (item.clock_offset ?? 0), { day: true }), long: long(Date.now() - item.order) })]
  if (item.fault) lines.push(say(`fault_${item.fault}`))
  if (item.message) lines.push(item.message)
  lines.push(...(item.findings ?? []).map((found) => found[language]))
  return make('div', { class: 'note' }, ...lines.map((line) => make('p', {}, line)))
}

function back (item, mend) {
  const acts = []
  if (mend) acts.push(make('button', { class: 'btn', type: 'button', onclick: () => mend(item) }, say('mend')))
  else if (item.address) acts.push(make('a', { class: 'btn', href: item.address }, say('mend')))
  acts.push(make('button', { class: 'btn risk', type: 'button', onclick: (event) => discard(item, event) }, say('discard')))
  return make('p', { class: 'row' }, ...acts)
}

// The second press does it: a report is not lost by one touch.
async function discard (item, event) {
  const button = event.currentTarget
  if (!button.dataset.asked) {
    button.dataset.asked = 'yes'
    button.textContent = say('discard_surely')
    return
  }
  await drop('queue', item.id)
  changed()
}

function buttons () {
  return make('p', { class: 'row' },
    make('button', { class: 'btn pri', type: 'button', 'data-again': true, onclick: () => flush() }, say('again')),
    make('button', { class: 'btn', type: 'button', 'data-export': true, onclick: save }, say('export')),
  )
}

/** Return what a file of the queue holds. */
export async function fileOf (owner) {
  const items = (await queue()).filter((item) => item.owner === owner && item.state !== 'received')
  const clock = await read('notes', 'clock')
  return {
    kind: 'phaodai-queue',
    edition: 1,
    exported_at: new Date().toISOString(),
    items: items.map((item) => payload({ ...item, clock_offset: item.clock_offset ?? clock?.offset ?? null })),
  }
}

async function save () {
  const owner = (await read('notes', 'owner'))?.user
  const text = JSON.stringify(await fileOf(owner), null, 1)
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const stamp = new Date().toISOString().slice(0, 16).replace(/[-:T]/g, '')
  const link = make('a', { href: address, download: `hang-cho-${stamp}.json` })
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
