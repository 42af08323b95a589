// Filling in many fields at once, and taking it back: a range pasted from a spreadsheet, a section
// in which nothing is new, the last twenty changes. Both pages of a report use it.

const STEPS = 20

/**
 * Let fields be filled in many at a time.
 *
 * @param form the form; its fields are named "v-" and their code
 * @param where `{ sheet, day, unit }`: what is asked, of which day, by whom; `sheet` is a function
 *   that returns null until the form is there
 * @returns `{ fill }`, which writes `[[code, text]]` as one step that can be taken back
 */
export function edit (form, where) {
  const steps = []
  const settled = new Map()
  const undoing = form.querySelector('[data-undo]')
  const told = form.querySelector('[data-told]')
  let isFilling = false

  function tell (word, n) {
    told.textContent = told.dataset[word].replace('{n}', String(n))
  }

  function fieldOf (code) {
    return form.elements[`v-${code}`]
  }

  function settle () {
    for (const field of form.querySelectorAll('[name^="v-"]')) settled.set(field.name.slice(2), field.value)
  }

  function write (entries) {
    isFilling = true
    for (const [code, text] of entries) {
      const field = fieldOf(code)
      if (!field || field.value === text) continue
      field.value = text
      for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }))
    }
    isFilling = false
    settle()
  }

  function keepStep (step) {
    steps.push(step)
    if (steps.length > STEPS) steps.shift()
    undoing.hidden = false
  }

  function fill (entries) {
    const changed = entries.filter(([code, text]) => fieldOf(code) && fieldOf(code).value !== text)
    if (!changed.length) return
    keepStep(changed.map(([code]) => [code, fieldOf(code).value]))
    write(changed)
    tell('filled', changed.length)
  }

  function undo () {
    const step = steps.pop()
    if (!step) return
    write(step)
    undoing.hidden = steps.length === 0
    tell('undone', step.length)
    fieldOf(step[0][0])?.focus()
  }

  async function paste (event) {
    const field = event.target
    if (!field.name?.startsWith('v-') || !where.sheet()) return
    const html = event.clipboardData.getData('text/html')
    const text = event.clipboardData.getData('text/plain')
    const isTable = /<td/i.test(html) || text.includes('\t')
    const isLines = /[\r\n]/.test(text.trim())
    if (field.tagName === 'TEXTAREA' ? !isTable || !/[\t\r\n]/.test(text.trim()) : !isTable && !isLines) return
    event.preventDefault()
    const { show } = await import('./pasting.js')
    show({ field, html, text, fill, ...where })
  }

  settle()
  undoing.addEventListener('click', undo)
  form.addEventListener('paste', paste)
  form.addEventListener('change', ({ target, isTrusted }) => {
    const code = target.name?.startsWith('v-') && target.name.slice(2)
    if (isFilling || !code || settled.get(code) === target.value) return
    if (isTrusted) keepStep([[code, settled.get(code) ?? '']])
    settled.set(code, target.value)
  })
  form.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== 'z' || !steps.length) return
    const { target } = event
    const isTyping = target.name?.startsWith('c-') || (target.name?.startsWith('v-') && settled.get(target.name.slice(2)) !== target.value)
    if (isTyping) return // what is being typed the browser takes back itself
    event.preventDefault()
    undo()
  })
  return { fill }
}
