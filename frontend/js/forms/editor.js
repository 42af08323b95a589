// The editor of forms: parts are moved without leaving the page, what is typed is saved as one goes,
// fields that do not matter stand aside, indicators are found while one types.
// Without scripts each of these is a button.

const PAUSE = 900 // milliseconds after the last stroke

// The tree: buttons and Alt with the arrows.

function watchTree (tree) {
  tree.addEventListener('submit', (event) => {
    if (!event.submitter?.name) return
    event.preventDefault()
    press(event.submitter)
  })
  tree.addEventListener('keydown', (event) => {
    const name = event.altKey && { ArrowUp: 'up', ArrowDown: 'down' }[event.key]
    const button = name && event.target.closest('.line')?.querySelector(`[name="${name}"]`)
    if (!button || button.disabled) return
    event.preventDefault()
    press(button)
  })
}

async function press (button) {
  const form = button.form
  if (form.getAttribute('aria-busy')) return
  form.setAttribute('aria-busy', 'true')
  const isFromKeys = document.activeElement !== button
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new FormData(form, button), credentials: 'same-origin' })
    if (!answer.ok) throw new Error(String(answer.status))
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.getElementById('tree')
    if (!fresh) throw new Error('gone')
    // The sentence of the page and its buttons name the same revision as the tree.
    document.getElementById('main').replaceChildren(...page.getElementById('main').childNodes)
    watchTree(document.getElementById('tree'))
    const row = document.getElementById(moved(button))
    row?.classList.add('here')
    const same = row?.querySelector(`[name="${button.name}"]:not([disabled])`)
    const next = (isFromKeys ? row?.querySelector('a') : same) ?? row?.querySelector('a')
    next?.focus()
  } catch {
    form.removeAttribute('aria-busy')
    location.reload()
  }
}

// Where a part stands after it was moved; what was removed leaves its place to the next one.
function moved (button) {
  const rows = [...button.form.querySelectorAll('.line[id]')]
  const at = rows.findIndex((row) => row.id === button.value)
  const found = /^(s\d+f|s|r)(\d+)$/.exec(button.value)
  if (button.name === 'remove' || !found) return rows[at]?.id
  const step = button.name === 'up' ? -1 : 1
  const there = `${found[1]}${Number(found[2]) + step}`
  if (rows.some((row) => row.id === there) || !found[1].endsWith('f')) return there
  const section = Number(found[1].slice(1, -1)) + step
  const inside = rows.filter((row) => row.id.startsWith(`s${section}f`)).length
  return `s${section}f${step > 0 ? 1 : inside + 1}`
}

// One part: only the fields of what was chosen are shown.

function showChosen (form) {
  for (const group of form.querySelectorAll('[data-for]')) {
    const field = form.elements[group.dataset.for] ?? form.querySelector(`[name="${group.dataset.for}"]`)
    if (field) group.hidden = !group.dataset.is.split(' ').includes(field.value)
  }
}

function watchSaving (form) {
  let timer = 0
  let isSaving = false
  let isDirty = false

  async function save () {
    clearTimeout(timer)
    if (isSaving || !isDirty) return
    isSaving = true
    isDirty = false
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), credentials: 'same-origin' })
      if (answer.redirected || answer.status === 409 || answer.status === 422) {
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
        if (page.querySelector('form[data-autosave]')) take(page)
      }
    } catch {
      isDirty = true // no network: it is sent with the next stroke, or with the button
    }
    isSaving = false
    if (isDirty) later()
  }

  function take (page) {
    form.elements.revision.value = page.querySelector('[name="revision"]').value
    for (const id of ['saved', 'said', 'figure', 'summary']) {
      const [here, there] = [document.getElementById(id), page.getElementById(id)]
      if (here && there && here.innerHTML !== there.innerHTML) here.innerHTML = there.innerHTML
    }
    const strata = page.getElementById('strata')
    if (strata) document.getElementById('strata').replaceChildren(...strata.children)
    for (const field of form.querySelectorAll('.f [name]')) {
      const fresh = page.querySelector(`.f [name="${field.name}"]`)?.closest('.f')
      const here = field.closest('.f')
      if (!fresh) continue
      here.classList.toggle('err', fresh.classList.contains('err'))
      here.querySelector('.em')?.remove()
      const said = fresh.querySelector('.em')
      if (said) (field.closest('.row.nowrap') ?? field).before(document.adoptNode(said))
      if (fresh.classList.contains('err')) field.setAttribute('aria-invalid', 'true')
      else field.removeAttribute('aria-invalid')
    }
  }

  function later () {
    clearTimeout(timer)
    timer = setTimeout(save, PAUSE)
  }

  form.addEventListener('input', (event) => {
    if (event.target.name === 'section') return // that is another place: with the button
    isDirty = true
    later()
  })
  form.addEventListener('change', (event) => {
    if (event.target.name !== 'section') save()
  })
  form.addEventListener('submit', (event) => {
    clearTimeout(timer)
    // What is on its way carries the revision that this one needs.
    if (!isSaving) return
    event.preventDefault()
    const { submitter } = event
    const wait = setInterval(() => {
      if (isSaving) return
      clearInterval(wait)
      form.requestSubmit(submitter)
    }, 50)
  })
}

function watchIndicator (field, place) {
  let timer = 0
  let asked = ''
  field.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(async () => {
      const text = asked = field.value.trim()
      if (text.length < 2) return place.replaceChildren()
      try {
        const answer = await fetch(`${place.dataset.url}?q=${encodeURIComponent(text)}`, { credentials: 'same-origin' })
        const found = await answer.text()
        if (answer.ok && asked === text) place.innerHTML = found
      } catch {
        // No network: the button asks again.
      }
    }, 250)
  })
}

const tree = document.getElementById('tree')
if (tree) watchTree(tree)

const form = document.querySelector('form.stack')
if (form && !tree) {
  showChosen(form)
  form.addEventListener('change', () => showChosen(form))
  if ('autosave' in form.dataset) watchSaving(form)
  const [field, place] = [document.getElementById('id_indicator'), document.getElementById('found')]
  if (field && place) watchIndicator(field, place)
  form.dataset.ready = 'yes'
}
