// Which field each cell of a pasted range belongs to. What is not plain is told and never guessed.

import { readNumber, strip } from './rules.js'

// Words of headings that say nothing, and what is written short, as `engines/sheets/words.py` has them.
const EMPTY = /\b(?:so luong|so truong hop|truong hop|tong so ca|so ca|so nguoi|trong ngay|trong do|number of|of these|on the day|so|ca|nguoi|the|of)\b/g
const SAME = [
  [/\b(?:luy ke|luy tich|tich luy|cong lai)\b/g, 'cong don'],
  [/\bhien (?:dang|con)\b/g, 'dang'],
  [/\bxn\b/g, 'xet nghiem'],
  [/\bcl ?tt\b/g, 'cach ly tap trung'],
  [/\bcltn\b/g, 'cach ly tai nha'],
  [/\bbn\b/g, 'benh nhan'],
  [/\btv\b/g, 'tu vong'],
  [/\bkhoi benh\b/g, 'khoi'],
  [/\bphat sinh\b/g, 'moi'],
  [/\bf ?([0-9])\b/g, 'f$1'],
]
const NUMBERED = /^\s*(?:[0-9]{1,2}(?:\.[0-9]{1,2})*[.)]?|[a-zđ][.)]|[ivx]{1,4}[.)]|[-–+*•])\s+/i
const LONGEST_NAME = 300

/** Return a key without case, accents, punctuation or surplus space. */
export function fold (text) {
  const bare = text.slice(0, LONGEST_NAME).replace(/[đĐ]/g, 'd').normalize('NFD').replace(/\p{Mn}/gu, '')
  return (bare.toLowerCase().match(/[a-z0-9_]+/g) ?? []).join(' ')
}

function meaning (text) {
  const key = SAME.reduce((said, [short, full]) => said.replace(short, full), fold(text))
  return [...new Set(key.replace(EMPTY, ' ').split(' ').filter(Boolean))].sort().join(' ')
}

/** Return a function that tells which field a heading names; null where none or several. */
function finder (fields) {
  const known = [new Map(), new Map()]
  const note = (at, key, field) => {
    if (key) known[at].set(key, known[at].has(key) && known[at].get(key) !== field ? null : field)
  }
  for (const field of fields) {
    for (const name of [field.label.vi, field.label.en, field.code]) {
      note(0, fold(name), field)
      note(1, meaning(name), field)
    }
  }
  return (cell) => {
    const text = strip(cell)
    if (!text || readNumber(text, 2).fault !== 'not_number') return null
    for (const name of [text, text.replace(NUMBERED, '')]) {
      const found = known[0].get(fold(name)) ?? known[1].get(meaning(name))
      if (found) return found
    }
    return null
  }
}

/**
 * Lay a range over the fields of a form.
 *
 * @param rows text by row and cell, as `readRange` gives them
 * @param sheet the form as `check` takes it
 * @param where `{ start, day, unit }`: code of the field that was pasted into, the day
 *   "2021-12-23" and the name of the unit, which single out a row or column among several
 * @returns `{ fills: [{ field, text }], left: [{ name, text, why }] }`: what is to be written, and
 *   what is not, with a fault of `rules.js` or 'unknown', 'twice', 'computed', 'several', 'over'
 */
export function place (rows, sheet, where) {
  const fields = sheet.form.sections.flatMap((section) => section.fields)
  const find = finder(fields)
  const names = rows.map((row) => row.map(find))
  const inRow = Math.max(...names.map(count))
  const inColumn = Math.max(...columnsOf(names).map(count))
  let pairs
  if (!inRow) pairs = alongFields(rows, fields, where.start)
  else if (inColumn > 1 || inRow === 1) pairs = byLabels(rows, names, where)
  else pairs = byHeadings(rows, names, where)
  return settle(pairs, sheet)
}

function count (cells) {
  return new Set(cells.filter(Boolean)).size
}

function columnsOf (rows) {
  const width = Math.max(0, ...rows.map((row) => row.length))
  return Array.from({ length: width }, (_, x) => rows.map((row) => row[x] ?? null))
}

/** Figures without names, down from where one stood. */
function alongFields (rows, fields, start) {
  const cells = rows.length === 1 ? rows[0] : rows.map((row) => row[0])
  if (rows.length > 1 && rows.some((row) => row.slice(1).some(strip))) {
    return [{ name: '', text: rows[0].join(' | '), why: 'several' }]
  }
  const asked = fields.filter((field) => field.formula === undefined)
  const first = Math.max(0, asked.findIndex((field) => field.code === start))
  return cells.map((text, at) =>
    asked[first + at] ? { field: asked[first + at], text } : { name: '', text, why: 'over' })
}

/** Names in a column, figures in one to its right. */
function byLabels (rows, names, where) {
  const columns = columnsOf(names)
  const at = columns.reduce((best, column, x) => (count(column) > count(columns[best]) ? x : best), 0)
  const named = rows.map((row, y) => y).filter((y) => names[y][at])
  if (named.length === 1 && rows.length === 2 && !strip(rows[named[0]][at + 1] ?? '')) {
    return [{ field: names[named[0]][at], text: rows[1 - named[0]][at] ?? '' }]
  }
  const wanted = columnsOf(rows).map((_, x) => x).filter(
    (x) => x > at && named.some((y) => holds(names[y][at], rows[y][x] ?? '')))
  const told = wanted.filter((x) => rows.slice(0, named[0]).some((row) => isOf(row[x] ?? '', where)))
  const column = wanted.length > 1 ? one(told) : wanted[0]
  if (column === undefined) {
    return named.map((y) => ({ name: rows[y][at], text: rows[y].slice(at + 1).filter(strip).join(' | '), why: 'several' }))
  }
  return rows.flatMap((row, y) => {
    const text = row[column] ?? ''
    if (names[y][at]) return [{ field: names[y][at], text }]
    const isFigure = strip(text) && readNumber(text, 2).fault !== 'not_number'
    return isFigure && !isOf(text, where) ? [{ name: row[at] ?? '', text, why: 'unknown' }] : []
  })
}

/** Names in a row, figures in one below it. */
function byHeadings (rows, names, where) {
  const head = names.reduce((best, row, y) => (count(row) > count(names[best]) ? y : best), 0)
  const below = rows.slice(head + 1).filter((row) => row.some((text, x) => names[head][x] && strip(text)))
  const told = below.filter((row) => row.some((text) => isOf(text, where)))
  const row = below.length > 1 ? one(told) : below[0]
  if (!row) return [{ name: '', text: rows[head].filter(strip).join(' | '), why: 'several' }]
  return row.flatMap((text, x) => {
    if (names[head][x]) return [{ field: names[head][x], text }]
    const isFigure = strip(text) && readNumber(text, 2).fault !== 'not_number'
    return isFigure && !isOf(text, where) ? [{ name: rows[head][x] ?? '', text, why: 'unknown' }] : []
  })
}

function one (found) {
  return found.length === 1 ? found[0] : undefined
}

function holds (field, text) {
  if (!strip(text)) return false
  return isNumber(field) ? readNumber(bare(field, text), 2).fault !== 'not_number' : true
}

/** Say whether a cell names the very day or unit of the report. */
function isOf (text, { day, unit }) {
  const [year, month, date] = day.split('-').map(Number)
  const found = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?$/.exec(strip(text))
  if (found) {
    return Number(found[1]) === date && Number(found[2]) === month && Number(found[3] ?? year) === year
  }
  const key = fold(text)
  return key !== '' && (strip(text) === day || key === fold(unit) || key === 'hom nay' || key === 'today')
}

function isNumber (field) {
  return field.kind !== 'text' && field.kind !== 'choice'
}

function bare (field, text) {
  return field.kind === 'percent' ? text.replace(/\s*%\s*$/, '') : text
}

function settle (pairs, sheet) {
  const fills = new Map()
  const left = []
  const twice = new Set()
  for (const { field, name, text, why } of pairs) {
    if (!strip(text)) continue
    if (why) left.push({ name: strip(name), text: strip(text), why })
    else if (field.formula !== undefined) left.push({ field, text: strip(text), why: 'computed' })
    else {
      const read = readInto(field, text, sheet)
      if (read.why) left.push({ field, text: strip(text), why: read.why })
      else if (fills.has(field.code) && fills.get(field.code).text !== read.text) twice.add(field.code)
      else fills.set(field.code, { field, text: read.text })
    }
  }
  for (const code of twice) {
    const { field, text } = fills.get(code)
    fills.delete(code)
    left.push({ field, text, why: 'twice' })
  }
  return { fills: [...fills.values()], left }
}

function readInto (field, text, sheet) {
  if (isNumber(field)) {
    const { fault } = readNumber(bare(field, text), field.decimals)
    return fault ? { why: fault } : { text: strip(bare(field, text)) }
  }
  if (field.kind === 'text') {
    return [...text].length > sheet.longest_text ? { why: 'too_long' } : { text: strip(text) }
  }
  const key = fold(text)
  const found = field.choices.find(
    (each) => each.code === strip(text) || fold(each.label.vi) === key || fold(each.label.en) === key)
  return found ? { text: found.code } : { why: 'not_choice' }
}
