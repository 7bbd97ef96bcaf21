// What each provider keeps, from the adapters' capabilities: short tables, and pages with every note.
import { deliveryPromises, httpPromises } from '../../packages/core/dist/index.js'

const providers = ['aws', 'azure', 'gcp', 'local']
const words = { native: 'yes', emulated: 'emulated', no: 'no' }

const tables = await Promise.all(
  providers.map(async (name) => (await import(`../../packages/adapters/${name}/dist/index.js`)).capabilities),
)

/** @returns {string} HTTP: a row a promise, a column a provider */
export function supportTable() {
  return table(httpPromises, ({ support, except = {} }) =>
    [words[support], ...Object.entries(except).map(([codec, other]) => `${codec}: ${words[other.support]}`)].join(
      '<br>',
    ),
  )
}

/** @returns {string} deliveries: a row a promise, a column a provider, each cell native, emulated or no with its document */
export function deliveryTable() {
  return table(deliveryPromises, ({ support, source, except = {} }) =>
    [
      linked(support, source),
      ...Object.entries(except).map(([codec, other]) => `${codec}: ${linked(other.support, other.source ?? source)}`),
    ].join('<br>'),
  )
}

/** @returns {string} a section a provider: every promise of HTTP with its note and source, and the limits */
export function portabilityNotes() {
  return tables.map((one) => [...notesOf(one, httpPromises), '', ...limitsOf(one)].join('\n')).join('\n\n')
}

/** @returns {string} a section a provider: what is behind each cell of the delivery table */
export function deliveryNotes() {
  return tables.map((one) => notesOf(one, deliveryPromises).join('\n')).join('\n\n')
}

function table(promises, cellOf) {
  const rows = Object.entries(promises).map(
    ([promise, meaning]) => `| ${meaning} | ${tables.map((one) => cellOf(one.supports[promise])).join(' | ')} |`,
  )
  return [
    `| Promise | ${tables.map((one) => one.title).join(' | ')} |`,
    `|---|${tables.map(() => '---|').join('')}`,
    ...rows,
  ].join('\n')
}

function linked(support, source) {
  return `[${support}](${source})`
}

function notesOf({ title, supports }, all) {
  const promises = Object.entries(all).flatMap(([promise, meaning]) => {
    const { support, note, source, asOf, except = {} } = supports[promise]
    const exceptions = Object.entries(except).map(
      ([codec, other]) => `  - \`${codec}\`: **${words[other.support]}**. ${other.note}${link(other.source)}`,
    )
    return [`- ${meaning} **${words[support]}**.${note ? ` ${note}` : ''}${link(source)} (${asOf})`, ...exceptions]
  })
  return [`## ${title}`, '', ...promises]
}

function limitsOf({ limits }) {
  const rows = Object.entries(limits).map(
    ([name, { value, unit, source, asOf, verified }]) =>
      `| \`${name}\` | ${value.toLocaleString('en')} ${unit} | ${verified ? 'yes' : '**no**'} | [source](${source}), ${asOf} |`,
  )
  const head = ['| Limit | Value | Confirmed by a document | |', '|---|---|---|---|']
  return rows.length > 0 ? [...head, ...rows] : ['It states no limit.']
}

function link(source) {
  return source ? ` [source](${source})` : ''
}
