// The form of a report where there is a network, until there is none: what is typed is kept on the
// device too, and what is sent lies in the queue before it leaves.

import { changed, flush, greet, payload } from './sending.js'
import { drop, enqueue, keep, read } from './store.js'

const PAUSE = 400 // milliseconds after the last stroke
const WAIT = 30_000 // for another window that is sending
const form = document.getElementById('report')

async function place () {
  const [, , code, day] = location.pathname.split('/')
  const owner = (await read('notes', 'owner'))?.user
  const body = new URLSearchParams(location.search).get('for')
  const pack = owner && (await read('packs', owner))
  const packed = pack?.forms.find((each) => each.sheet.form.code === code && (!body || each.body === body))
  return packed && { owner, packed, code, day, key: [owner, code, packed.body, day].join('|') }
}

function written (prefix) {
  const found = {}
  for (const field of form.querySelectorAll(`[name^="${prefix}"]`)) {
    if (field.value.trim()) found[field.name.slice(prefix.length)] = field.value
  }
  return found
}

/** Keep the form of this page on the device. `restore` is what the button for a draft says. */
export async function attach (restore) {
  const at = await place()
  if (!at) return // no forms here yet: the page works as it does without scripts
  let pause
  const save = () => {
    clearTimeout(pause)
    pause = undefined
    const draft = { key: at.key, owner: at.owner, values: written('v-'), comments: written('c-') }
    return keep('drafts', at.key, { ...draft, version: Number(form.elements.version.value), at: Date.now() })
  }
  form.addEventListener('input', () => {
    clearTimeout(pause)
    pause = setTimeout(save, PAUSE)
  })
  document.addEventListener('visibilitychange', () => { if (pause !== undefined) save() })
  document.addEventListener('submit', (event) => {
    clearTimeout(pause)
    pause = undefined
    take(event, at)
  })
  offer(await read('drafts', at.key), restore)
}

function offer (draft, restore) {
  const now = JSON.stringify([written('v-'), written('c-')])
  if (!draft || JSON.stringify([draft.values, draft.comments]) === now) return
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'btn'
  button.dataset.restored = ''
  button.textContent = restore.replace('{time}', new Date(draft.at).toLocaleTimeString('vi', { hour: '2-digit', minute: '2-digit' }))
  const row = document.createElement('p')
  row.className = 'row'
  row.append(button)
  form.before(row)
  button.addEventListener('click', () => {
    for (const [prefix, texts] of [['v-', draft.values], ['c-', draft.comments]]) {
      for (const [name, text] of Object.entries(texts)) {
        const field = form.elements[prefix + name]
        if (field) field.value = text
      }
    }
    row.remove()
    form.querySelector('[name^="v-"]').focus()
    form.dispatchEvent(new Event('input'))
    for (const field of form.querySelectorAll('[name^="v-"]')) field.dispatchEvent(new Event('change', { bubbles: true }))
  })
}

async function take (event, at) {
  const { target, submitter } = event
  if (event.defaultPrevented || new URL(target.action).pathname !== location.pathname) return
  const does = submitter?.value ?? 'send'
  event.preventDefault()
  delete target.dataset.sent
  if (target === form && does === 'send') return send(at)
  // Whatever else the page does needs the server; without it the form for such times opens.
  if ((await greet()).kind !== 'ours') return location.reload()
  if (target === form) await drop('drafts', at.key)
  if (submitter?.name) {
    const said = document.createElement('input')
    Object.assign(said, { type: 'hidden', name: submitter.name, value: submitter.value })
    target.append(said)
  }
  target.submit()
}

async function send (at) {
  const button = form.querySelector('[value="send"]')
  button.disabled = true
  const { id, base, version } = form.elements
  const clock = await read('notes', 'clock')
  await enqueue(at.key, {
    ...payload({
      id: id.value,
      body: at.packed.body,
      form: at.code,
      version: Number(version.value),
      day: at.day,
      base: base.value || null,
      values: written('v-'),
      comments: written('c-'),
      filled_at: new Date().toISOString(),
      clock_offset: clock?.offset ?? null,
    }),
    owner: at.owner,
    order: Date.now(),
    body_name: at.packed.body_name,
    title: at.packed.sheet.form.title,
    kept: written('v-'),
    state: 'waiting',
    is_direct: true,
    tries: 0,
    fault: '',
  })
  await changed()
  await flush()
  const until = Date.now() + WAIT
  let item = await read('queue', id.value)
  while (item?.state === 'sending' && Date.now() < until) {
    await new Promise((resolve) => { setTimeout(resolve, 300) })
    item = await read('queue', id.value)
  }
  // What the server keeps has a page there; the rest is told by the queue.
  if (item?.state === 'returned' && item.address) await drop('queue', item.id)
  location.assign(item?.address || '/reports/queue/')
}
