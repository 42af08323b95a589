// The page that opens without a network: what is due, the form, the queue.

import { lookUp, showForm } from './form.js'
import { showQueue } from './list.js'
import { flush, onChange } from './sending.js'
import { all, drop, read } from './store.js'
import { hour, language, long, make, mark, say, showDay } from './words.js'

const duties = document.querySelector('[data-duties]')
const paper = document.querySelector('[data-form]')
const waiting = document.querySelector('[data-queue]')
const network = document.querySelector('[data-network]')
const NETWORKS = { ours: 'done', away: 'off', foreign: 'off', busy: 'late', signed_out: 'late' }
let owner = null
let packs = []

async function load () {
  const packed = await all('packs')
  owner = (await read('notes', 'owner'))?.user ?? packed[0]?.user ?? null
  const own = packed.find((each) => each.user === owner)
  packs = (own?.forms ?? []).map((each) => ({ ...each, at: own.at }))
}

async function businessNow () {
  return Date.now() + ((await read('notes', 'clock'))?.offset ?? 0)
}

async function showDuties () {
  const now = await businessNow()
  const rows = []
  for (const packed of packs) {
    const over = packed.days.filter((period) => period.ends_at <= now)
    for (const period of over.slice(-2).reverse()) {
      const past = await lookUp(packed, period.day, owner)
      const isLast = period === over.at(-1)
      if (past.head && !isLast) continue
      rows.push(make('li', {},
        make('p', {}, make('b', {}, `${packed.sheet.form.title[language]} ${showDay(period.day)}`)),
        make('p', { class: 'note' }, past.head ? say('in_hand') : term(period, now)),
        make('p', {}, make('button', {
          class: isLast && !past.head ? 'btn pri' : 'btn', type: 'button', 'data-open': `${packed.sheet.form.code}/${period.day}`,
          onclick: () => fillIn(packed, period),
        }, past.head ? say('correct') : say('fill_in'))),
      ))
    }
  }
  duties.replaceChildren(rows.length ? make('ul', { class: 'queue' }, ...rows)
    : make('p', { class: 'note' }, say(packs.length ? 'none_due' : 'no_forms')))
}

function term (period, now) {
  const time = hour(period.due_at, { day: true })
  return now < period.due_at
    ? say('due_in', { time, long: long(period.due_at - now) })
    : say('overdue', { time, long: long(now - period.due_at) })
}

function fillIn (packed, period, written = {}) {
  paper.hidden = false
  return showForm(paper, {
    packed, period, owner, ...written,
    done: async () => {
      if (written.item) await drop('queue', written.item.id)
      paper.replaceChildren()
      paper.hidden = true
      waiting.closest('section').scrollIntoView()
      waiting.focus()
      await show()
      await flush()
    },
  })
}

// What came back is mended under another id; the old one leaves when the new one lies in the queue.
async function mend (item) {
  const packed = packs.find((each) => each.sheet.form.code === item.form && each.body === item.body)
  const period = packed?.days.find((each) => each.day === item.day)
  if (period && item.outcome !== 'stale') {
    await fillIn(packed, period, { values: item.values, comments: item.comments, item })
  } else if (item.address) location.assign(item.address)
}

async function showNetwork () {
  const note = await read('notes', 'network')
  const kind = navigator.onLine === false ? 'away' : note?.kind ?? 'away'
  network.replaceChildren(
    make('span', { class: kind === 'ours' ? 'badge ok' : 'badge off' },
      mark(kind === 'ours' ? 'done' : 'none', NETWORKS[kind] ?? 'off', say(`network_${kind}`))),
    ...(kind === 'signed_out' ? [make('a', { class: 'btn', href: '/accounts/login/?next=/reports/queue/' }, say('sign_in'))] : []),
    ...(kind === 'ours' ? [make('a', { class: 'btn quiet', href: '/reports/' }, say('full_page'))] : []),
  )
}

async function show () {
  await load()
  await Promise.all([showDuties(), showQueue(waiting, { mend }), showNetwork()])
}

async function begin () {
  await show()
  const [, , code, day] = location.pathname.split('/')
  for (const packed of packs.filter((each) => each.sheet.form.code === code)) {
    const period = packed.days.find((each) => each.day === day)
    if (period) await fillIn(packed, period)
  }
  document.documentElement.dataset.ready = 'yes'
  await flush()
}

onChange(show)
window.addEventListener('online', showNetwork)
window.addEventListener('offline', showNetwork)
setInterval(showDuties, 60_000)
begin()
