// The README's table of promises and providers, from the adapters' capabilities.
import { httpPromises } from '../../packages/core/dist/index.js'

const providers = ['aws', 'azure', 'gcp', 'local']
const words = { native: 'yes', emulated: 'yes, emulated', no: 'no' }

/** @returns {Promise<string>} a table, and the notes its cells refer to */
export async function supportTable() {
  const tables = await Promise.all(
    providers.map(async (name) => (await import(`../../packages/adapters/${name}/dist/index.js`)).capabilities),
  )
  const notes = []
  const noteOf = (text) => {
    if (!notes.includes(text)) notes.push(text)
    return `<sup>${notes.indexOf(text) + 1}</sup>`
  }
  const cell = (capability) => {
    const own = capability.note ? noteOf(`${capability.note} ([source](${capability.source}))`) : ''
    const exceptions = Object.entries(capability.except ?? {}).map(
      ([codec, other]) =>
        `, ${words[other.support]} for ${codec}${noteOf(`${other.note} ([source](${capability.source}))`)}`,
    )
    return `${words[capability.support]}${own}${exceptions.join('')}`
  }
  const rows = Object.entries(httpPromises).map(
    ([promise, meaning]) => `| ${meaning} | ${tables.map((table) => cell(table.supports[promise])).join(' | ')} |`,
  )
  return [
    `| Promise | ${tables.map((table) => table.title).join(' | ')} |`,
    `|---|${tables.map(() => '---|').join('')}`,
    ...rows,
    '',
    ...notes.map((note, index) => `${index + 1}. ${note}`),
  ].join('\n')
}
