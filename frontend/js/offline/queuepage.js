// The page of the queue where there is a network: the same list, beside what takes files.

import { showQueue } from './list.js'
import { onChange } from './sending.js'

const root = document.querySelector('[data-queue]')
const show = () => showQueue(root)
onChange(show)
show()
