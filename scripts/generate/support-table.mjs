// What each provider keeps, from the adapters' capabilities: a short table for the README, and a page with every note.
import { httpPromises } from '../../packages/core/dist/index.js'

const providers = ['aws', 'azure', 'gcp', 'local']
const words = { native: 'yes', emulated: 'emulated', no: 'no' }

const tables = await Promise.all(
  providers.map(async (name) => (await import(`../../packages/adapters/${name}/dist/index.js`)).capabilities),
)

/** @returns {string} a row a promise, a column a provider */
export function supportTable() {
  const rows = Object.entries(httpPromises).map(
    ([promise, meaning]) => `| ${meaning} | ${tables.map((table) => cellOf(table.supports[promise])).join(' | ')} |`,
  )
  return [
    `| Promise | ${tables.map((table) => table.title).join(' | ')} |`,
    `|---|${tables.map(() => '---|').join('')}`,
    ...rows,
  ].join('\n')
}

/** @returns {string} a section a provider: every promise with its note and source, and the limits */
export function portabilityNotes() {
  return tables.map(sectionOf).join('\n\n')
}

function cellOf(capability) {
  const others = Object.entries(capability.except ?? {}).map(([codec, { support }]) => `${codec}: ${words[support]}`)
  return [words[capability.support], ...others].join('<br>')
}

function sectionOf({ title, supports, limits }) {
  const promises = Object.entries(httpPromises).flatMap(([promise, meaning]) => {
    const { support, note, source, asOf, except = {} } = supports[promise]
    const exceptions = Object.entries(except).map(
      ([codec, other]) => `  - \`${codec}\`: **${words[other.support]}**. ${other.note}${link(other.source)}`,
    )
    return [`- ${meaning} **${words[support]}**.${note ? ` ${note}` : ''}${link(source)} (${asOf})`, ...exceptions]
  })
  const rows = Object.entries(limits).map(
    ([name, { value, unit, source, asOf, verified }]) =>
      `| \`${name}\` | ${value.toLocaleString('en')} ${unit} | ${verified ? 'yes' : '**no**'} | [source](${source}), ${asOf} |`,
  )
  const table = ['| Limit | Value | Confirmed by a document | |', '|---|---|---|---|', ...rows]
  return [`## ${title}`, '', ...promises, '', ...(rows.length > 0 ? table : ['It states no limit.'])].join('\n')
}

function link(source) {
  return source ? ` [source](${source})` : ''
}
