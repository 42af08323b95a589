// One report, filled in without a network: kept at each stroke, judged by the rules of the form,
// laid into the queue under an id that it keeps through all tries.

import { edit } from '../forms/editing.js'
import { newId } from '../forms/ids.js'
import { check, readNumber, showNumber } from '../forms/rules.js'
import { changed, queue } from './sending.js'
import { enqueue, keep, read } from './store.js'
import { hour, language, make, mark, say, showDay } from './words.js'

const REASON = 'report.reason' // why a report is sent again, as `rules/notes.py` names it
const PAUSE = 250 // milliseconds after the last stroke

/** Return the report of one period: what holds, what was before, what it is built on. */
export async function lookUp (packed, day, owner) {
  const items = (await queue()).filter(
    (item) => item.owner === owner && item.form === packed.sheet.form.code &&
      item.body === packed.body && item.state !== 'returned',
  )
  const reported = new Map(packed.reported.map((each) => [each.day, each]))
  for (const item of items) {
    const isOlder = item.state === 'received' && item.answered_at < packed.at
    if (!isOlder || !reported.has(item.day)) reported.set(item.day, { id: item.id, values: item.kept })
  }
  const days = [...reported.keys()].filter((each) => each < day).sort()
  const history = {}
  for (const each of days.slice(-28)) {
    for (const [name, text] of Object.entries(reported.get(each).values)) (history[name] ??= []).push(text)
  }
  const before = dayBefore(packed, day)
  return {
    head: reported.get(day) ?? null,
    previous: before <= (days.at(-1) ?? '') ? reported.get(days.at(-1)).values : null,
    history,
  }
}

function dayBefore (packed, day) {
  const length = packed.days[1].ends_at - packed.days[0].ends_at
  return new Date(Date.parse(day) - length).toISOString().slice(0, 10)
}

function carried (form, previous) {
  const values = {}
  for (const field of fieldsOf(form)) {
    if (field.source === 'carried' && previous?.[field.code] !== undefined) values[field.code] = previous[field.code]
  }
  return values
}

function uneventful (form, previous) {
  const values = {}
  for (const field of fieldsOf(form)) {
    if (field.formula !== undefined) continue
    if (field.kind === 'count') values[field.code] = '0'
    else if (previous[field.code] !== undefined) values[field.code] = previous[field.code]
  }
  return values
}

/** Return values without those that the form computes. */
function typedOf (form, values) {
  const computed = new Set(fieldsOf(form).filter((field) => field.formula !== undefined).map((field) => field.code))
  return Object.fromEntries(Object.entries(values).filter(([code, text]) => text && !computed.has(code)))
}

function fieldsOf (form) {
  return form.sections.flatMap((section) => section.fields)
}

function shown (field, text) {
  if (!text) return ''
  if (field.choices) return field.choices.find((each) => each.code === text)?.label[language] ?? text
  if (field.kind === 'text') return text
  const { amount } = readNumber(text, field.decimals)
  return amount === undefined ? text : showNumber(amount, language)
}

/** Put the form of one period into `root`; `done` is called once it lies in the queue. */
export async function showForm (root, { packed, period, owner, values: given, comments: noted, done }) {
  const { sheet } = packed
  const { form } = sheet
  const key = [owner, form.code, packed.body, period.day].join('|')
  const past = await lookUp(packed, period.day, owner)
  const draft = given ? { values: given, comments: noted } : await read('drafts', key)
  const compared = past.head?.values ?? (past.previous ? uneventful(form, past.previous) : {})
  const offset = (await read('notes', 'clock'))?.offset ?? 0
  const draftMark = (at) => mark('none', 'draft', say('draft', { time: hour(at + offset) }))
  const isCompared = Object.keys(compared).length > 0
  const values = typedOf(form, draft?.values ?? past.head?.values ?? carried(form, past.previous))
  const comments = { ...(draft?.comments ?? {}) }
  const touched = new Set()
  let speaks = false
  let pause
  let saving = Promise.resolve()

  const badge = make('span', { class: 'badge off', role: 'status', 'data-draft': true }, say('draft_none'))
  const summary = make('div', { class: 'es', role: 'alert', tabindex: '-1', hidden: true })
  const count = make('span', {})
  const send = make('button', { class: 'btn pri big', type: 'submit' }, count, make('small', {}, say('when_network')))
  const rows = new Map()
  const paper = make('form', { class: 'report', novalidate: true, onsubmit: submit, oninput: typed },
    ...form.sections.flatMap((section) => [
      make('h3', {}, section.title[language]),
      make('div', { class: 'vals' }, ...section.fields.map(line), repeat(section)),
    ]),
    past.head ? correction() : null,
    make('div', { class: 'send' }, send),
    make('p', { class: 'row' },
      make('button', { class: 'btn', type: 'button', 'data-undo': true, hidden: true }, say('undo')),
      make('span', { class: 's m', role: 'status', 'data-told': true, 'data-filled': say('filled'), 'data-undone': say('undone') })),
  )
  const editing = edit(paper, { sheet: () => sheet, day: period.day, unit: packed.unit_name })
  const unchanged = past.previous && !past.head
    ? make('p', { class: 'row' }, make('button', { class: 'btn', type: 'button', 'data-unchanged': true, onclick: fillInAll }, say('unchanged')))
    : null
  root.replaceChildren(
    make('h2', { tabindex: '-1' }, `${form.title[language]} ${showDay(period.day)}`),
    make('p', { class: 'note', lang: 'vi' }, packed.body_name),
    make('p', { class: 'row' }, badge),
    ...[unchanged, summary, paper].filter(Boolean),
  )
  if (draft?.at) badge.replaceChildren(draftMark(draft.at))
  judge()

  function line (field) {
    const id = `v-${field.code}`
    const before = past.previous?.[field.code]
    const hints = [field.help?.[language], before ? say('before', { value: shown(field, before) }) : null]
    const label = field.formula === undefined
      ? make('label', { for: id }, field.label[language])
      : make('span', { id: `${id}-label` }, field.label[language])
    for (const hint of hints.filter(Boolean)) label.append(make('span', { class: 'hint' }, hint))
    const why = make('div', { class: 'whys', id: `${id}-why` })
    const entry = control(field, id)
    const row = make('div', { class: `v${field.kind === 'text' ? ' long' : ''}` }, label, entry, why)
    rows.set(field.code, { row, entry, why, field })
    return row
  }

  function repeat (section) {
    if (!past.previous || past.head) return null
    const press = () => fillIn(section.fields.map((field) => field.code))
    return make('button', { class: 'btn quiet', type: 'button', onclick: press }, say('same'),
      make('span', { class: 'vh' }, ` – ${section.title[language]}`))
  }

  function correction () {
    const id = `c-${REASON}`
    const entry = make('input', { id, name: id, type: 'text', maxlength: '500', required: true })
    entry.value = comments[REASON] ?? ''
    return make('div', { class: 'f' }, make('label', { for: id }, say('correction')), entry)
  }

  function control (field, id) {
    const common = { id, name: id, 'aria-describedby': `${id}-why` }
    if (field.formula !== undefined) return make('output', { id, 'aria-labelledby': `${id}-label` })
    const value = values[field.code] ?? ''
    if (field.kind === 'choice') {
      const made = make('select', common, make('option', { value: '' }, ''), ...field.choices.map(
        (each) => make('option', { value: each.code }, each.label[language])))
      made.value = value
      return made
    }
    const made = field.kind === 'text'
      ? make('textarea', { ...common, rows: '3' })
      : make('input', { ...common, inputmode: field.decimals ? 'decimal' : 'numeric', autocomplete: 'off' })
    made.value = value
    return made
  }

  function typed (event) {
    const { name, value } = event.target
    if (name.startsWith('v-')) {
      values[name.slice(2)] = value
      touched.add(name.slice(2))
    } else comments[name.slice(2)] = value
    judge()
    clearTimeout(pause)
    pause = setTimeout(save, PAUSE)
  }

  function save () {
    clearTimeout(pause)
    pause = undefined
    const row = { key, owner, values: { ...values }, comments: { ...comments }, version: form.version, at: Date.now() }
    saving = saving.then(() => keep('drafts', key, row)).then(
      () => badge.replaceChildren(draftMark(row.at)),
      () => badge.replaceChildren(mark('over', 'over', say('not_kept'))),
    )
    return saving
  }

  function judge () {
    const { findings, values: kept } = check(sheet, { values, comments, ...past })
    let changes = 0
    for (const [code, { row, entry, why, field }] of rows) {
      const isChanged = field.formula === undefined && (kept[code] ?? values[code] ?? '') !== (compared[code] ?? '')
      if (isChanged) changes += 1
      if (field.formula !== undefined) entry.textContent = shown(field, kept[code]) || '–'
      const told = findings.filter((each) => each.field === code && (speaks || touched.has(code) || each.is_answered))
      row.classList.toggle('bad', told.some((each) => !each.is_answered))
      row.classList.toggle('chg', isChanged && isCompared)
      if (field.formula === undefined) entry.setAttribute('aria-invalid', String(told.some((each) => !each.is_answered)))
      tell(why, told)
    }
    const words = changes ? 'send_changes' : 'send_unchanged'
    count.textContent = say(isCompared ? words : 'send_report', { n: changes })
    return { findings, kept }
  }

  function tell (why, told) {
    const rules = told.map((each) => each.rule).join(' ')
    if (why.dataset.rules === rules && rules) { // leave what is being typed in alone
      told.forEach((each, at) => { why.querySelectorAll('.em')[at].textContent = each[language] })
      return
    }
    why.dataset.rules = rules
    why.replaceChildren(...told.flatMap((each) => {
      const said = make('span', { class: 'em' }, each[language])
      if (each.severity !== 'warning') return [make('div', { class: 'why' }, said)]
      const id = `c-${each.rule}`
      const reason = make('input', { id, name: id, type: 'text', autocomplete: 'off' })
      reason.value = comments[each.rule] ?? ''
      return [make('div', { class: 'why' }, said,
        make('div', { class: 'f' }, make('label', { class: 's', for: id }, say('reason')), reason))]
    }))
  }

  function fillIn (codes) {
    // What was written stays.
    editing.fill(Object.entries(uneventful(form, past.previous)).filter(([code]) => !values[code] && codes.includes(code)))
    save()
  }

  function fillInAll () {
    fillIn([...rows.keys()])
    send.focus()
  }

  async function submit (event) {
    event.preventDefault()
    speaks = true
    const { findings, kept } = judge()
    const stops = findings.filter((each) => !each.is_answered).map(
      (each) => ({ at: each.field && `v-${each.field}`, text: each[language] }))
    if (past.head && !comments[REASON]?.trim()) stops.push({ at: `c-${REASON}`, text: say('correction_missing') })
    if (stops.length) {
      summary.replaceChildren(
        make('h2', {}, say('stops', { n: stops.length })),
        make('ul', {}, ...stops.map(({ at, text }) => make('li', {}, at ? make('a', { href: `#${at}` }, text) : text))),
      )
      summary.hidden = false
      summary.focus()
      return
    }
    send.disabled = true
    clearTimeout(pause)
    await saving
    const clock = await read('notes', 'clock')
    const latest = await lookUp(packed, period.day, owner)
    const item = {
      id: newId(),
      owner,
      order: Date.now(),
      body: packed.body,
      body_name: packed.body_name,
      form: form.code,
      title: form.title,
      version: form.version,
      day: period.day,
      base: latest.head?.id ?? null,
      values: typedOf(form, values),
      comments: Object.fromEntries(Object.entries(comments).filter(([, text]) => text)),
      kept,
      filled_at: new Date().toISOString(),
      clock_offset: clock?.offset ?? null,
      state: 'waiting',
      tries: 0,
      fault: '',
    }
    try {
      await enqueue(key, item)
    } catch {
      badge.replaceChildren(mark('over', 'over', say('not_kept')))
      send.disabled = false
      return
    }
    await changed()
    done(item)
  }

  const leaving = () => { if (pause !== undefined) save() }
  document.addEventListener('visibilitychange', leaving)
  window.addEventListener('pagehide', leaving)
  root.querySelector('h2').focus()
}
