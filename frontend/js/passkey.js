// Passkeys: the browser's side of registering and signing in.
//
// A form with data-passkey="create" or "get" holds a hidden field named "credential". The options
// come from the data block that data-options names, or from the address in data-options-url.
// What the browser answers goes into the hidden field as JSON, and the form is sent as usual.

const bytes = text => {
  const padded = text.replaceAll('-', '+').replaceAll('_', '/')
  return Uint8Array.from(atob(padded), letter => letter.charCodeAt(0))
}

const text = buffer => {
  const letters = Array.from(new Uint8Array(buffer), byte => String.fromCharCode(byte)).join('')
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

const withIds = list => (list ?? []).map(item => ({ ...item, id: bytes(item.id) }))

async function optionsOf (form) {
  if (form.dataset.options) {
    const data = JSON.parse(document.getElementById(form.dataset.options).textContent)
    return (data.creation_options ?? data.request_options).publicKey
  }
  const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: 'application/json' } })
  if (!answer.ok) throw new Error(`options: ${answer.status}`)
  return (await answer.json()).request_options.publicKey
}

async function create (options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      // A key that finds its user by itself and asks for a finger, a face or a PIN.
      authenticatorSelection: {
        ...options.authenticatorSelection,
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required'
      },
      excludeCredentials: withIds(options.excludeCredentials)
    }
  })
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    authenticatorAttachment: made.authenticatorAttachment,
    clientExtensionResults: made.getClientExtensionResults(),
    response: {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
      transports: made.response.getTransports?.() ?? []
    }
  }
}

async function get (options) {
  const made = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: withIds(options.allowCredentials)
    }
  })
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    authenticatorAttachment: made.authenticatorAttachment,
    clientExtensionResults: made.getClientExtensionResults(),
    response: {
      authenticatorData: text(made.response.authenticatorData),
      clientDataJSON: text(made.response.clientDataJSON),
      signature: text(made.response.signature),
      userHandle: made.response.userHandle ? text(made.response.userHandle) : null
    }
  }
}

function enhance (form) {
  const failure = form.querySelector('[data-failure]')
  form.hidden = false
  form.addEventListener('submit', async event => {
    if (form.elements.credential.value) return
    event.preventDefault()
    delete form.dataset.sent
    failure.hidden = true
    try {
      const ceremony = form.dataset.passkey === 'create' ? create : get
      form.elements.credential.value = JSON.stringify(await ceremony(await optionsOf(form)))
      form.submit()
    } catch {
      failure.hidden = false
      failure.focus()
    }
  })
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll('form[data-passkey]')) enhance(form)
} else {
  for (const note of document.querySelectorAll('[data-no-passkey]')) note.hidden = false
}
