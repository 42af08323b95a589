// The duty board stays fresh: it is asked for again every few seconds, and the clock ticks.
// Without scripts the page shows what was true when it was loaded, and says when that was.

const HERE = 'Asia/Ho_Chi_Minh'
const HOUR = new Intl.DateTimeFormat('vi-VN', { timeZone: HERE, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const board = document.querySelector('[data-live]')
const left = document.querySelector('[data-due]')
const lost = document.querySelector('[data-lost]')
const clock = document.querySelector('[data-clock]')
const begun = performance.now()
// A server that takes long is asked less often, and never so seldom that a board is ten seconds old.
const GENTLE = 20
const SLOWEST = 8000
let fresh = begun // when the server was last heard of
let tag = ''
let waits = 0

// The hour of business, by the server: the device's own clock counts seconds and nothing else.
function now () {
  return Number(board.dataset.now) + performance.now() - begun
}

function span (ms) {
  const { h, m, s } = left.dataset
  const seconds = Math.floor(ms / 1000)
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  if (hours >= 24) return `${Math.floor(hours / 24) * 24 + hours % 24} ${h}`
  if (hours) return `${hours} ${h} ${minutes} ${m}`
  return `${minutes} ${m} ${String(seconds % 60).padStart(2, '0')} ${s}`
}

function tick () {
  const rest = Number(left.dataset.due) - now()
  left.textContent = (rest > 0 ? left.dataset.left : left.dataset.over).replace('{time}', span(Math.abs(rest)))
  left.classList.toggle('over', rest <= 0)
  if (clock) clock.textContent = HOUR.format(now())
  lost.querySelector('[data-lost-for]').textContent = span(performance.now() - fresh)
}

function show (html) {
  const isOpen = document.getElementById('reminder-box')?.open
  const place = document.activeElement?.closest?.('#board') ? document.activeElement : null
  const key = place && [place.name, place.value, place.getAttribute('href')]
  board.innerHTML = html
  for (const button of board.querySelectorAll('[data-copy]')) button.hidden = false
  if (isOpen) document.getElementById('reminder-box')?.setAttribute('open', '')
  if (!key) return
  const same = [...board.querySelectorAll('a, button')].find(each => each.name === key[0] && each.value === key[1] && each.getAttribute('href') === key[2])
  same?.focus({ preventScroll: true })
}

// A text that is being marked is not pulled away.
function isBusy () {
  const chosen = document.getSelection()
  const inside = chosen && !chosen.isCollapsed && board.contains(chosen.anchorNode)
  return inside || document.activeElement?.matches?.('#board textarea')
}

async function look () {
  const asked = performance.now()
  let pace = Number(board.dataset.every) * 1000
  try {
    if (!document.hidden && !isBusy()) {
      const answer = await fetch(board.dataset.live, {
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
        headers: tag ? { 'If-None-Match': tag } : {},
        signal: AbortSignal.timeout(10000)
      })
      if (answer.status !== 200 && answer.status !== 304) throw new Error(String(answer.status))
      tag = answer.headers.get('ETag') ?? (answer.status === 304 ? tag : '')
      if (answer.status === 200) show(await answer.text())
      for (const age of board.querySelectorAll('[data-age]')) age.textContent = HOUR.format(now())
      pace = Math.max(pace, Math.min(SLOWEST, GENTLE * (performance.now() - asked)))
      lost.hidden = true
      fresh = performance.now()
      waits = 0
    }
  } catch {
    lost.hidden = false
    waits = Math.min(waits + 1, 4)
  }
  setTimeout(look, pace * (1 + waits) * (0.9 + Math.random() * 0.2))
}

if (board) {
  tick()
  setInterval(tick, 1000)
  setTimeout(look, Number(board.dataset.every) * 500)
  document.addEventListener('visibilitychange', () => { if (!document.hidden && !waits) tick() })
}
