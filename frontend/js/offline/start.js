// On every page of whoever files reports: the rest is loaded only where there is something for it
// to do, so that other pages cost one small file.

const watch = () => import('./watch.js')

function isMarked () {
  try {
    return Boolean(localStorage.getItem('phaodai-unsent'))
  } catch {
    return true // no such store here: look
  }
}

async function signOut (event) {
  const form = event.target
  if (form.method !== 'post' || new URL(form.action).pathname !== '/accounts/logout/') return
  event.preventDefault()
  const { leave } = await watch()
  await leave(form)
}

document.addEventListener('submit', signOut, true)
if (location.pathname.startsWith('/reports/') || document.querySelector('[data-leaving]') || isMarked()) watch()
