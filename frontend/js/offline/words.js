// What the page says: its words stand in a template of the page, in the reader's language.

const words = new Map()
for (const word of document.querySelector('#words')?.content.querySelectorAll('[data-word]') ?? []) {
  words.set(word.dataset.word, word.textContent)
}
export const language = document.documentElement.lang === 'en' ? 'en' : 'vi'
const HERE = 'Asia/Ho_Chi_Minh'

/** Return a sentence with its places filled in. */
export function say (name, places = {}) {
  return (words.get(name) ?? name).replace(/\{(\w+)\}/g, (whole, key) => places[key] ?? whole)
}

/** Return an element: attributes, `class` among them, then what it holds. */
export function make (tag, attributes = {}, ...inner) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else made.setAttribute(name, value === true ? '' : value)
  }
  made.append(...inner.filter((each) => each !== null && each !== undefined))
  return made
}

/** Return a state: its glyph and its word. */
export function mark (tone, glyph, text) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('class', 'i')
  svg.setAttribute('viewBox', '0 0 16 16')
  svg.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use')
  use.setAttribute('href', `${document.querySelector('[data-glyphs]').dataset.glyphs}#${glyph}`)
  svg.append(use)
  return make('span', { class: `st ${tone}` }, svg, text)
}

/** Return the hour of a moment in Vietnam, with its day where `day` says so. */
export function hour (moment, { day = false } = {}) {
  const parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: HERE }
  const text = new Intl.DateTimeFormat('vi-VN', parts).format(moment)
  return day ? `${text} ${dayOf(moment)}` : text
}

/** Return the day of a moment in Vietnam, "23/12". */
export function dayOf (moment) {
  return new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: '2-digit', timeZone: HERE })
    .format(moment)
}

/** Return a day that is written "2021-12-23" as "23/12/2021". */
export function showDay (day) {
  return day.split('-').reverse().join('/')
}

/** Return how long something took or takes, in its largest units. */
export function long (milliseconds) {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000))
  if (minutes < 60) return say('minutes', { n: minutes })
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return say('hours', { n: hours, m: minutes % 60 })
  return say('days', { n: Math.floor(hours / 24), h: hours % 24 })
}
