// How far a workbook is: its page is asked for again while the server works on it.
// Without scripts the page loads itself anew every few seconds.

const FARTHEST = 15000 // milliseconds between two tries while the network is away
const part = document.getElementById('progress')
let wait = Number(part.dataset.every)

async function look () {
  try {
    const answer = await fetch(location.href, {
      credentials: 'same-origin', cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(10000)
    })
    if (!answer.ok) throw new Error(String(answer.status))
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.getElementById('progress')
    if (fresh?.dataset.state !== part.dataset.state) {
      location.reload()
      return
    }
    part.innerHTML = fresh.innerHTML
    wait = Number(part.dataset.every)
  } catch {
    part.querySelector('[data-lost]').hidden = false
    wait = Math.min(wait * 2, FARTHEST)
  }
  setTimeout(look, wait)
}

setTimeout(look, wait)
