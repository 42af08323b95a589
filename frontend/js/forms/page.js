// The form of a report while it is filled in: judged by the rules of the server at each change,
// sums made, changes counted, Enter and arrows to move, the draft kept when one leaves.
// Without scripts all of it happens when the form is sent.

import { edit } from './editing.js'
import { check, mayBeSent, readNumber, showNumber } from './rules.js'

const form = document.getElementById('report')
const language = document.documentElement.lang === 'en' ? 'en' : 'vi'
const past = JSON.parse(document.getElementById('past').textContent)
const errors = document.getElementById('errors')
const fields = [...form.querySelectorAll('[name^="v-"]')]
const touched = new Set(fields.filter((field) => field.getAttribute('aria-invalid')).map(codeOf))
let sheet = null
let columns = null
let isDirty = false
let isSending = false

// What is the same at each field is not sent with each: where findings go, whose past it is.
for (const row of form.querySelectorAll('.v')) {
  const label = row.querySelector('label, [id^="l-"]')
  const code = (row.querySelector('[name^="v-"], output')?.id ?? '').slice(2)
  if (!row.querySelector('.whys')) row.append(make('div', 'whys', '', `w-${code}`))
  row.querySelector('.past > summary')?.append(make('span', 'vh', ` – ${label.firstChild.textContent}`))
}

function make (tag, name, text, id = '') {
  const made = document.createElement(tag)
  made.className = name
  made.textContent = text
  if (id) made.id = id
  return made
}

function codeOf (field) {
  return field.name.slice(2)
}

function written (prefix) {
  const found = {}
  for (const field of form.querySelectorAll(`[name^="${prefix}"]`)) {
    if (field.value.trim()) found[field.name.slice(prefix.length)] = field.value
  }
  return found
}

function judge () {
  return check(sheet, {
    values: written('v-'),
    comments: written('c-'),
    previous: past.previous,
    history: past.history,
  })
}

// What is wrong is said of a field that one has left, and of all once one tries to send.
function refresh (all) {
  if (!sheet) return null
  const judged = judge()
  const said = new Map()
  for (const found of judged.findings) {
    if (!all && !touched.has(found.field) && !found.is_answered) continue
    if (found.severity === 'warning' || all || touched.has(found.field)) {
      said.set(found.field, [...(said.get(found.field) ?? []), found])
    }
  }
  for (const place of form.querySelectorAll('.whys')) {
    sayOf(place, said.get(place.id.slice(2)) ?? [])
  }
  for (const output of form.querySelectorAll('output[data-code]')) {
    const value = judged.values[output.dataset.code]
    output.value = value === undefined ? '–' : showNumber(readNumber(value, 2).amount, language)
  }
  countChanges(judged.values)
  return judged
}

function sayOf (place, findings) {
  const code = place.id.slice(2)
  const field = form.elements[`v-${code}`]
  const row = place.closest('.v')
  const isWrong = findings.some((found) => !found.is_answered)
  row.classList.toggle('bad', isWrong)
  if (field?.setAttribute) {
    if (isWrong) field.setAttribute('aria-invalid', 'true')
    else field.removeAttribute('aria-invalid')
    if (findings.length) field.setAttribute('aria-describedby', place.id)
  }
  const kept = new Map([...place.querySelectorAll('.why')].map((why) => [why.dataset.rule ?? ruleOf(why), why]))
  const wanted = findings.map((found) => {
    const why = kept.get(found.rule) ?? newWhy(found)
    const words = why.querySelector('.em')
    words.textContent = found[language]
    words.classList.toggle('ok', found.is_answered)
    return why
  })
  // A comment that is being written keeps its focus: what stays is not put in anew.
  for (const why of kept.values()) if (!wanted.includes(why)) why.remove()
  for (const [at, why] of wanted.entries()) {
    if (place.children[at] !== why) place.insertBefore(why, place.children[at] ?? null)
  }
}

function ruleOf (why) {
  return why.querySelector('input')?.name.slice(2) ?? ''
}

function newWhy (found) {
  const why = document.getElementById('why').content.firstElementChild.cloneNode(true)
  why.dataset.rule = found.rule
  if (found.severity === 'warning') {
    const comment = document.getElementById('comment').content.firstElementChild.cloneNode(true)
    const field = comment.querySelector('input')
    field.name = field.id = comment.querySelector('label').htmlFor = `c-${found.rule}`
    why.append(comment)
  }
  return why
}

function countChanges (values) {
  const changes = []
  let isWhole = true
  for (const field of fields) {
    const now = values[codeOf(field)] ?? field.value.trim()
    // Before anything holds, a blank field is one that nobody has come to yet.
    const isBlank = !now && !form.dataset.head
    if (isBlank && field.dataset.was) isWhole = false
    const isChanged = !isBlank && now !== field.dataset.was
    field.closest('.v').classList.toggle('chg', Boolean(form.dataset.compared) && isChanged)
    if (isChanged) changes.push(field)
  }
  const words = document.getElementById('send-words')
  if (!form.dataset.compared) return
  words.textContent = changes.length
    ? words.dataset.some.replace('{n}', String(changes.length))
    : words.dataset[isWhole ? 'none' : 'all']
  const count = document.getElementById('n-changes')
  count.textContent = count.textContent.replace(/\d+/, String(changes.length))
  document.getElementById('changes').replaceChildren(...changes.map((field) => {
    const line = document.createElement('li')
    const was = shown(field, field.dataset.was) || '–'
    const now = shown(field, field.value.trim()) || '–'
    line.textContent = `${field.labels[0].firstChild.textContent.trim()}: ${was} → ${now}`
    return line
  }))
}

function shown (field, text) {
  if (field.tagName !== 'SELECT') return text
  return [...field.options].find((option) => option.value === text)?.text ?? text
}

// Fetched when somebody asks, once: most days nobody does.
async function earlier () {
  const address = new URL(form.action)
  address.pathname += 'past.json'
  columns ??= fetch(address, { credentials: 'same-origin' })
    .then((answer) => answer.ok && answer.headers.get('content-type')?.includes('json') ? answer.json() : null)
    .catch(() => null)
  const found = await columns
  if (!found) columns = null // asked again at the next opening
  return found
}

async function showPast (event) {
  const place = event.target.querySelector?.('[data-past]')
  if (!event.target.open || !place || place.querySelector('table')) return
  const past = await earlier()
  if (!past || place.querySelector('table')) return
  const field = place.closest('.v').querySelector('[name^="v-"]')
  const texts = past.values[field.name.slice(2)] ?? []
  const table = document.getElementById('past-table').content.firstElementChild.cloneNode(true)
  const body = table.querySelector('tbody')
  for (const [at, day] of [...past.days.entries()].reverse()) {
    const row = body.insertRow()
    const [year, month, date] = day.split('-')
    row.insertCell().textContent = `${date}/${month}/${year}`
    const cell = row.insertCell()
    cell.className = 'n'
    const { amount } = texts[at] === null ? {} : readNumber(texts[at], 2)
    cell.textContent = amount === undefined ? texts[at] ?? '–' : showNumber(amount, language)
  }
  if (body.rows.length) place.prepend(table)
}

function move (event) {
  if (event.ctrlKey && event.key === 'Enter') {
    event.preventDefault()
    form.requestSubmit(form.querySelector('[value="send"]'))
    return
  }
  const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || event.target.tagName !== 'INPUT' || event.isComposing) return
  const own = fields.includes(event.target) ? event.target : event.target.closest('.v')?.querySelector('[name^="v-"]')
  const at = fields.indexOf(own)
  if (at < 0 || (own !== event.target && event.key !== 'Enter')) return
  event.preventDefault()
  const next = fields[at + step]
  next?.focus()
  next?.select?.()
}

function send (event) {
  if (event.submitter?.name === 'same') {
    event.preventDefault()
    event.stopPropagation()
    const blank = [...event.submitter.closest('fieldset').querySelectorAll('[name^="v-"]')].filter((field) => !field.value.trim())
    editing.fill(blank.filter((field) => field.dataset.was).map((field) => [codeOf(field), field.dataset.was]))
    return
  }
  if (event.submitter?.value !== 'send' && event.submitter) {
    isSending = true
    return
  }
  for (const field of fields) touched.add(codeOf(field))
  const judged = refresh(true)
  if (judged && !mayBeSent(judged.findings)) {
    event.preventDefault()
    event.stopPropagation()
    sum(judged.findings.filter((found) => !found.is_answered))
    return
  }
  isSending = true
}

// The summary of errors, as the server writes it.
function sum (findings) {
  errors.querySelector('ul').replaceChildren(...findings.map((found) => {
    const line = document.createElement('li')
    const place = found.severity === 'warning' ? `c-${found.rule}` : `v-${found.field}`
    const link = document.createElement(found.field ? 'a' : 'span')
    if (found.field) link.href = `#${place}`
    link.textContent = found[language]
    line.append(link)
    return line
  }))
  const head = errors.querySelector('h2')
  head.textContent = head.textContent.replace(/\d+/, String(findings.length))
  errors.hidden = false
  errors.focus()
}

// What is filled in is not lost with the page; what has been sent is no draft any more.
function keep () {
  if (!isDirty || isSending || document.visibilityState !== 'hidden') return
  const draft = new FormData(form)
  draft.set('do', 'draft')
  if (navigator.sendBeacon(form.action, draft)) isDirty = false
}

const editing = edit(form, { sheet: () => sheet, day: form.dataset.day, unit: form.dataset.unit })
form.addEventListener('input', (event) => {
  isDirty = true
  if (touched.has(event.target.name?.slice(2)) || event.target.name?.startsWith('c-')) refresh(false)
})
form.addEventListener('change', (event) => {
  if (event.target.name?.startsWith('v-')) touched.add(codeOf(event.target))
  refresh(false)
})
form.addEventListener('focusin', (event) => {
  if (fields.includes(event.target) && event.target.inputMode) event.target.select()
})
form.addEventListener('keydown', move)
form.addEventListener('toggle', showPast, true)
form.addEventListener('submit', send)
document.addEventListener('visibilitychange', keep)
window.addEventListener('pageshow', () => { isSending = false })

try {
  const answer = await fetch(form.dataset.definition, { credentials: 'same-origin' })
  if (answer.ok && answer.headers.get('content-type')?.includes('json')) sheet = await answer.json()
} catch {
  // No network: the server judges when the report is sent.
}
refresh(false)
form.dataset.ready = 'yes'
