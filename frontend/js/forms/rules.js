// Judges a report in the browser exactly as `phaodai/engines/forms/checking.py` does on the server:
// the same findings in the same order. Figures are BigInt in hundredths, so nothing is rounded.

const PER_ONE = 100n
const LARGEST = 10n ** 12n
// Listed, because Python and browsers do not agree on what white space is.
const BLANKS = ' \t\n\r\u00a0\u2009\u200b\u200c\u200d\u202f\ufeff'

const WHOLE = /^[0-9]+$/
const GROUPED = /^[0-9]{1,3}(?:(?:\.[0-9]{3})+|(?:,[0-9]{3})+|(?: [0-9]{3})+)$/
const DECIMAL =
  /^(?:([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),([0-9]+)|([0-9]+)\.([0-9]+))$/

/** Return text without blanks at its ends. */
export function strip (text) {
  const signs = [...text]
  let first = 0
  let last = signs.length
  while (first < last && BLANKS.includes(signs[first])) first += 1
  while (last > first && BLANKS.includes(signs[last - 1])) last -= 1
  return signs.slice(first, last).join('')
}

/** Return what was written as `{ amount }` in hundredths, or `{ fault }`. */
export function readNumber (text, decimals = 0) {
  let digits = strip(text)
  const isNegative = digits.startsWith('-') || digits.startsWith('\u2212')
  if (isNegative) digits = strip(digits.slice(1))
  const { whole, part, fault } = readDigits(digits, decimals)
  if (fault) return { fault }
  if (whole.replace(/^0+/, '').length > String(LARGEST).length) return { fault: 'too_large' }
  const amount = BigInt(whole) * PER_ONE + BigInt(part.padEnd(2, '0'))
  if (amount > LARGEST * PER_ONE) return { fault: 'too_large' }
  return isNegative && amount ? { fault: 'negative' } : { amount }
}

function readDigits (text, decimals) {
  if (WHOLE.test(text)) return { whole: text, part: '' }
  // "1,234" in a field with decimals is not a thousand: it is refused below as too fine.
  if (GROUPED.test(text) && !(decimals && text.includes(','))) {
    return { whole: text.replace(/[., ]/g, ''), part: '' }
  }
  const found = DECIMAL.exec(text)
  if (!found) return { fault: 'not_number' }
  if (!decimals) return { fault: 'not_integer' }
  const part = found[2] ?? found[4]
  if (part.length > decimals) return { fault: 'too_fine' }
  return { whole: (found[1] ?? found[3]).replaceAll('.', ''), part }
}

/** Return the one way in which a figure is kept, "1234" or "12.5". */
export function writeNumber (amount) {
  const part = amount % PER_ONE
  const whole = String(amount / PER_ONE)
  return part ? `${whole}.${String(part).padStart(2, '0')}`.replace(/0+$/, '') : whole
}

/** Return a figure as readers of the language expect it; it may be below zero. */
export function showNumber (amount, language) {
  const size = amount < 0n ? -amount : amount
  const [thousands, comma] = language === 'vi' ? ['.', ','] : [',', '.']
  const [whole, part] = writeNumber(size).split('.')
  const grouped = whole.replace(/\B(?=([0-9]{3})+$)/g, thousands)
  return `${amount < 0n ? '-' : ''}${grouped}${part ? comma + part : ''}`
}

/**
 * Judge a report by a form as `dumping.for_browser` gives it.
 *
 * @param sheet `{ form, wordings, longest_text, longest_quote }`
 * @param report `{ values, comments, previous, history }`, all text; previous may be null
 * @returns `{ findings, values }`: findings in order, and what is to be kept
 */
export function check (sheet, report) {
  const fields = sheet.form.sections.flatMap((section) => section.fields)
  const today = read(sheet, fields, report.values)
  const figures = {
    today: today.amounts,
    previous: read(sheet, fields, report.previous ?? {}).amounts,
    history: readHistory(fields, report.history ?? {}),
    given: new Set([...today.amounts.keys(), ...today.words.keys()]),
  }
  const findings = [
    ...fields.map((field) => ofField(sheet, field, today, report)),
    ...strangers(fields, report.values).map((name) => unknown(sheet, name)),
    ...sheet.form.rules.map((rule) => ofRule(rule, figures, report.comments ?? {})),
  ].filter(Boolean)
  return { findings, values: kept(fields, today) }
}

/** Say whether nothing stands in the way of sending. */
export function mayBeSent (findings) {
  return findings.every((finding) => finding.is_answered)
}

function isNumber (field) {
  return field.kind === 'count' || field.kind === 'stock' || field.kind === 'percent'
}

function textOf (values, name) {
  return Object.hasOwn(values, name) ? values[name] : ''
}

function read (sheet, fields, values) {
  const amounts = new Map()
  const words = new Map()
  const faults = new Map()
  for (const field of fields) {
    const text = strip(textOf(values, field.code))
    if (!text) continue
    if (!isNumber(field)) {
      const fault = faultOfWords(sheet, field, text)
      if (fault) faults.set(field.code, fault)
      else words.set(field.code, text)
      continue
    }
    const { amount, fault } = readNumber(text, field.decimals)
    if (fault) faults.set(field.code, fault)
    else if (field.kind === 'percent' && amount > 100n * PER_ONE) {
      faults.set(field.code, 'over_hundred')
    } else amounts.set(field.code, amount)
  }
  compute(fields, amounts, faults)
  return { amounts, words, faults }
}

function compute (fields, amounts, faults) {
  const typed = { today: new Map(amounts), previous: new Map() }
  for (const field of fields) {
    if (field.formula === undefined || faults.has(field.code)) continue
    const amount = amountOf(field.formula, typed)
    if (amount === null || amount < 0n) continue
    if (amount > LARGEST * PER_ONE) faults.set(field.code, 'too_large')
    else if (!amounts.has(field.code)) amounts.set(field.code, amount)
    else if (amounts.get(field.code) !== amount) faults.set(field.code, 'computed_differs')
  }
}

function faultOfWords (sheet, field, text) {
  if (field.kind === 'choice') {
    return field.choices.some((choice) => choice.code === text) ? '' : 'not_choice'
  }
  return [...text].length > sheet.longest_text ? 'too_long' : ''
}

function readHistory (fields, history) {
  const found = new Map()
  for (const field of fields) {
    const texts = Object.hasOwn(history, field.code) ? history[field.code] : []
    const read = texts.map((text) => readNumber(text, field.decimals))
    found.set(field.code, read.filter((each) => !each.fault).map((each) => each.amount))
  }
  return found
}

function kept (fields, today) {
  const values = {}
  for (const { code } of fields) {
    if (today.amounts.has(code)) values[code] = writeNumber(today.amounts.get(code))
    else if (today.words.has(code)) values[code] = today.words.get(code)
  }
  return values
}

function ofField (sheet, field, today, report) {
  let code = today.faults.get(field.code)
  if (!code) {
    // What is missing of a computed field is said of its parts.
    if (!field.required || field.formula !== undefined) return null
    if (today.amounts.has(field.code) || today.words.has(field.code)) return null
    code = isNumber(field) ? 'required' : 'required_words'
  }
  let computed = null
  if (field.formula !== undefined) {
    const typed = new Map(today.amounts)
    typed.delete(field.code)
    computed = amountOf(field.formula, { today: typed, previous: new Map() })
  }
  return finding(code, field.code, 'error', false, (language) =>
    fill(sheet.wordings[code][language], {
      label: field.label[language],
      value: quote(sheet, textOf(report.values, field.code)),
      decimals: String(field.decimals),
      most: showNumber(BigInt(sheet.longest_text) * PER_ONE, language),
      right: computed === null ? '' : showNumber(computed, language),
    }),
  )
}

function unknown (sheet, name) {
  return finding('unknown_field', '', 'error', false, (language) =>
    fill(sheet.wordings.unknown_field[language], { value: quote(sheet, name) }),
  )
}

function strangers (fields, values) {
  const known = new Set(fields.map((field) => field.code))
  return Object.keys(values)
    .filter((name) => !known.has(name))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

function ofRule (rule, figures, comments) {
  if (rule.when !== undefined && holds(rule.when, figures) !== true) return null
  if (holds(rule.expect, figures) !== false) return null
  const isAnswered = rule.severity === 'warning' && strip(textOf(comments, rule.code)) !== ''
  return finding(rule.code, rule.at, rule.severity, isAnswered, (language) =>
    fill(rule.text[language], figuresOf(rule.expect, figures, language)),
  )
}

function figuresOf (expect, figures, language) {
  const sides = expect.equal ?? expect.at_most ?? expect.at_least
  if (sides) {
    const [left, right] = sides.map((side) => showNumber(amountOf(side, figures) ?? 0n, language))
    return { left, right }
  }
  if (expect.usual === undefined) return {}
  const usual = usualRange(expect, figures)
  const low = usual.middle > usual.width ? usual.middle - usual.width : 0n
  return {
    value: showNumber(figures.today.get(expect.usual), language),
    low: showNumber((low + 3n) / 4n, language),
    high: showNumber((usual.middle + usual.width) / 4n, language),
  }
}

function finding (rule, field, severity, isAnswered, say) {
  return { rule, field, severity, is_answered: isAnswered, vi: say('vi'), en: say('en') }
}

/** Return a number of the tree ("0.5" or 3) in hundredths. */
function constant (number) {
  return readNumber(String(number), 2).amount
}

/** Return a term in hundredths; null where a figure is not known. */
function amountOf (term, figures) {
  if (typeof term === 'string') return figures.today.get(term) ?? null
  if (typeof term === 'number') return constant(term)
  if (term.previous !== undefined) return figures.previous.get(term.previous) ?? null
  if (term.number !== undefined) return constant(term.number)
  const parts = (term.sum ?? term.difference).map((each) => amountOf(each, figures))
  if (parts.includes(null)) return null
  return term.sum ? parts.reduce((total, each) => total + each, 0n) : parts[0] - parts[1]
}

/** Say whether a condition holds; null where a figure it needs is not known. */
function holds (condition, figures) {
  if (condition.given !== undefined) return figures.given.has(condition.given)
  if (condition.usual !== undefined) return isUsual(condition, figures)
  if (condition.not !== undefined) {
    const answer = holds(condition.not, figures)
    return answer === null ? null : !answer
  }
  const several = condition.all ?? condition.any
  if (several) {
    const found = several.map((each) => holds(each, figures))
    const decided = condition.any !== undefined
    if (found.includes(decided)) return decided
    return found.includes(null) ? null : !decided
  }
  return compare(condition, figures)
}

function compare (condition, figures) {
  const how = ['equal', 'at_most', 'at_least'].find((each) => condition[each] !== undefined)
  const [left, right] = condition[how].map((each) => amountOf(each, figures))
  if (left === null || right === null) return null
  const tolerance = constant(condition.tolerance ?? 0)
  return (
    (how === 'at_most' || left >= right - tolerance) &&
    (how === 'at_least' || left <= right + tolerance)
  )
}

function isUsual (condition, figures) {
  const amount = figures.today.get(condition.usual)
  const usual = usualRange(condition, figures)
  if (amount === undefined || usual === null) return null
  return size(4n * amount - usual.middle) <= usual.width
}

/** Return median and spread × MAD of the history, in quarters of a hundredth. */
function usualRange (condition, figures) {
  const history = figures.history.get(condition.usual) ?? []
  if (history.length < condition.enough) return null
  const middle = doubledMedian(history)
  const deviation = doubledMedian(history.map((each) => size(2n * each - middle)))
  const wide = BigInt(condition.spread) * deviation
  const least = 4n * constant(condition.least)
  return { middle: 2n * middle, width: wide > least ? wide : least }
}

function doubledMedian (values) {
  const ordered = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const half = Math.floor(ordered.length / 2)
  return ordered.length % 2 ? ordered[half] * 2n : ordered[half - 1] + ordered[half]
}

function size (amount) {
  return amount < 0n ? -amount : amount
}

/** Put figures into a template, each where its name stands in braces, in one pass. */
function fill (template, figures) {
  const [first, ...rest] = template.split('{')
  const filled = rest.map((part) => {
    const end = part.indexOf('}')
    const name = end < 0 ? part : part.slice(0, end)
    return (figures[name] ?? '') + (end < 0 ? '' : part.slice(end + 1))
  })
  return first + filled.join('')
}

function quote (sheet, text) {
  const signs = [...strip(text)]
  if (signs.length <= sheet.longest_quote) return signs.join('')
  return `${signs.slice(0, sheet.longest_quote).join('')}…`
}
