// Writes what is generated into the documents; with `write: false` it only tells what is out of date.
import { readFileSync, writeFileSync } from 'node:fs'
import { build } from './build.mjs'
import { root } from './run.mjs'
import { setup } from './setup.mjs'

/** @returns {Promise<number>} 0 when nothing had to change, or when it was written */
export async function generate({ write }) {
  const { deliveryNotes, deliveryTable, portabilityNotes, supportTable } = await import('./generate/support-table.mjs')
  const { driverTables } = await import('./generate/driver-table.mjs')
  const documents = [
    { path: 'README.md', name: 'support', text: supportTable() },
    { path: 'docs/portability.md', name: 'portability', text: portabilityNotes() },
    { path: 'docs/delivery.md', name: 'delivery', text: deliveryTable() },
    { path: 'docs/delivery.md', name: 'delivery notes', text: deliveryNotes() },
    { path: 'docs/bindings.md', name: 'drivers', text: driverTables() },
  ]
  let stale = 0
  for (const { path, name, text } of documents) {
    const file = `${root}/${path}`
    const before = readFileSync(file, 'utf8')
    const after = between(before, name, text)
    if (after === before) continue
    if (write) writeFileSync(file, after)
    else {
      stale += 1
      console.error(`${path}: the part "${name}" is out of date; run: npm run generate`)
    }
  }
  return stale === 0 ? 0 : 1
}

function between(document, name, text) {
  const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end of ${name} -->`]
  const from = document.indexOf(start)
  const to = document.indexOf(end)
  if (from < 0 || to < from) throw new Error(`The marks "${start}" and "${end}" are not in the document.`)
  return `${document.slice(0, from + start.length)}\n${text.trim()}\n${document.slice(to)}`
}

if (process.argv[1]?.endsWith('generate.mjs')) {
  await setup()
  await build({ types: false })
  process.exitCode = await generate({ write: true })
}
