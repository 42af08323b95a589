// An id for one submission: a UUID of version 7, made before the first try and kept through all others.

/** Return an id that nobody has used: milliseconds of now, then chance. */
export function newId () {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  let moment = BigInt(Date.now())
  for (let at = 5; at >= 0; at -= 1) {
    bytes[at] = Number(moment & 255n)
    moment >>= 8n
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
