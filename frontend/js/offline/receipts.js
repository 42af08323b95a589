// The check sign of a receipt, as `rules/receipts.py` defines it.

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const SHAPE = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]$/

/** Return whether a code can be one that our server gave. */
export function isReceipt (code) {
  if (typeof code !== 'string' || !SHAPE.test(code)) return false
  const signs = [...code.replaceAll('-', '')].map((sign) => SIGNS.indexOf(sign))
  const check = signs.pop()
  return signs.reduce((total, sign) => doubled(total ^ sign), 0) === check
}

function doubled (element) {
  return (element << 1) ^ (element & 16 ? 0b100101 : 0)
}
