// What a device keeps: packs of forms, drafts, the queue. Aggregates alone, never a person.

const NAME = 'phaodai'
const TABLES = ['packs', 'drafts', 'queue', 'notes']
let opened = null

function open () {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1)
    asked.onupgradeneeded = () => {
      for (const name of TABLES) asked.result.createObjectStore(name)
    }
    asked.onerror = () => { opened = null; reject(asked.error) }
    asked.onsuccess = () => {
      const base = asked.result
      const close = () => { base.close(); opened = null }
      base.onversionchange = close
      base.onclose = () => { opened = null }
      resolve(base)
    }
  })
  return opened
}

/** Run `act` on a table; what it asked for is returned once it lies on the disk. */
async function within (table, mode, act) {
  const base = await open()
  return new Promise((resolve, reject) => {
    const work = base.transaction(table, mode, { durability: 'strict' })
    const asked = act(work.objectStore(table))
    work.oncomplete = () => resolve(asked?.result)
    work.onabort = work.onerror = () => reject(work.error ?? asked?.error)
  })
}

export function read (table, key) {
  return within(table, 'readonly', (rows) => rows.get(key))
}

export function all (table) {
  return within(table, 'readonly', (rows) => rows.getAll())
}

/** Keep a row; resolved means that a killed browser finds it again. */
export async function keep (table, key, row) {
  await within(table, 'readwrite', (rows) => rows.put(row, key))
}

export async function drop (table, key) {
  await within(table, 'readwrite', (rows) => rows.delete(key))
}

/** Change a row that is still there; return what it is now. */
export async function change (table, key, how) {
  let after
  await within(table, 'readwrite', (rows) => {
    const asked = rows.get(key)
    asked.onsuccess = () => {
      if (asked.result === undefined) return
      after = how(asked.result)
      rows.put(after, key)
    }
    return asked
  })
  return after
}

/** Move a draft into the queue: never in both, never in neither. */
export async function enqueue (key, item) {
  const base = await open()
  await new Promise((resolve, reject) => {
    const work = base.transaction(['drafts', 'queue'], 'readwrite', { durability: 'strict' })
    work.objectStore('queue').put(item, item.id)
    work.objectStore('drafts').delete(key)
    work.oncomplete = resolve
    work.onabort = work.onerror = () => reject(work.error)
  })
}

/** Forget everything. */
export async function clear () {
  const base = await open()
  await new Promise((resolve, reject) => {
    const work = base.transaction(TABLES, 'readwrite', { durability: 'strict' })
    for (const name of TABLES) work.objectStore(name).clear()
    work.oncomplete = resolve
    work.onabort = work.onerror = () => reject(work.error)
  })
}
