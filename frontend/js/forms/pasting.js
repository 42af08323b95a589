// A pasted range: what would be written, and what is not understood. Nothing is written before it
// is agreed to.

import { language, make, say } from '../offline/words.js'
import { readRange } from './paste.js'
import { place } from './placing.js'

const SHORT = 40 // characters of a cell that a sentence repeats

/** Show beside `field` what a clipboard would write; `fill` writes it. */
export function show ({ field, html, text, fill, sheet: sheetOf, day, unit }) {
  const sheet = sheetOf()
  const { form } = field
  const range = readRange(html, text, { lines: true })
  const { fills, left } = range
    ? place(range.rows, sheet, { start: field.name.slice(2), day, unit })
    : { fills: [], left: [] }
  form.querySelector('.pasted')?.remove()
  const panel = make('section', { class: 'pasted', role: 'dialog', 'aria-labelledby': 'pasted' },
    make('h3', { id: 'pasted' }, say('pasted', { n: fills.length, k: left.length })),
    make('ul', { class: 'changes', tabindex: '0' }, ...fills.map(line)),
    left.length ? make('p', { class: 'em' }, say('not_placed')) : null,
    left.length ? make('ul', { class: 'dots' }, ...left.map((each) => make('li', {}, reasonOf(each)))) : null,
    make('p', { class: 'row' },
      fills.length ? make('button', { class: 'btn pri', type: 'button', 'data-agree': true, onclick: agree }, say('agree', { n: fills.length })) : null,
      make('button', { class: 'btn', type: 'button', onclick: close }, say(fills.length ? 'disagree' : 'close'))))
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close()
  })
  field.closest('.v').after(panel)
  panel.querySelector('button').focus()
  panel.scrollIntoView({ block: 'center' })

  function close () {
    panel.remove()
    field.focus()
  }

  function agree () {
    fill(fills.map((each) => [each.field.code, each.text]))
    close()
  }

  function line ({ field: of, text: told }) {
    const entry = form.elements[`v-${of.code}`]
    const was = entry.tagName === 'SELECT' ? entry.selectedOptions[0]?.text : entry.value
    const now = of.choices?.find((each) => each.code === told)?.label[language] ?? told
    return make('li', {}, `${of.label[language]}: ${was || '–'} → `, make('b', {}, now))
  }

  function reasonOf ({ field: of, name, text: told, why }) {
    const value = told.length > SHORT ? `${told.slice(0, SHORT)}…` : told
    const label = of?.label[language] ?? (name || '–')
    const places = { label, value, decimals: of?.decimals, most: sheet.longest_text }
    const wording = sheet.wordings[why]?.[language]
    if (!wording) return say(`paste_${why}`, places)
    return wording.replace(/\{(\w+)\}/g, (whole, key) => places[key] ?? whole)
  }
}
