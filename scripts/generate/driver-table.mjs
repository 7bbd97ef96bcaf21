// What each driver keeps and where it ends, from the packages' driverCapabilities: two tables and the notes, kind by kind.
import { bindingPromises } from '../../packages/core/dist/index.js'

const packages = ['adapters/aws', 'adapters/azure', 'adapters/gcp', 'postgres', 'adapters/local']
const words = { native: 'yes', emulated: 'emulated', no: 'no' }
const headings = {
  kv: 'Key-value stores',
  bucket: 'Buckets',
  queue: 'Queues',
  topic: 'Topics',
  secret: 'Secrets',
}

const lists = await Promise.all(
  packages.map(async (name) => (await import(`../../packages/${name}/dist/index.js`)).driverCapabilities),
)
const drivers = lists.flat()

/** @returns {string} a section a kind: what its drivers promise, their limits, and what is behind the cells */
export function driverTables() {
  return Object.keys(bindingPromises).map(sectionOf).join('\n\n')
}

function sectionOf(kind) {
  const own = drivers.filter((one) => one.kind === kind)
  const head = ['', ...own.map(({ title }) => title)]
  const modules = ['import from', ...own.map(({ module }) => `\`${module}\``)]
  const promises = Object.entries(bindingPromises[kind]).map(([promise, meaning]) => [
    meaning,
    ...own.map(({ supports }) => supportCell(supports[promise])),
  ])
  const limits = limitNames(own).map((name) => [`\`limits.${name}\``, ...own.map((one) => limitCell(one.limits[name]))])
  const notes = own.flatMap((one) => notesOf(one, bindingPromises[kind]))
  const parts = [`### ${headings[kind]}`, table([head, modules, ...promises, ...limits])]
  return [...parts, ...(notes.length > 0 ? [notes.join('\n')] : [])].join('\n\n')
}

function table([head, ...rows]) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n')
}

function supportCell({ support, source, except = {} }) {
  const exceptions = Object.entries(except).map(
    ([variant, other]) => `${variant}: ${linked(words[other.support], other.source ?? source)}`,
  )
  return [linked(words[support], source), ...exceptions].join('<br>')
}

function limitNames(own) {
  return [...new Set(own.flatMap(({ limits }) => Object.keys(limits)))]
}

function limitCell({ value, unit, source, verified }) {
  return `${linked(`${value.toLocaleString('en')} ${unit}`, source)}${verified ? '' : ' (ours)'}`
}

function linked(text, source) {
  return `[${text}](${source})`
}

function notesOf({ title, supports }, promises) {
  return Object.entries(promises).flatMap(([promise, meaning]) => {
    const { support, note, except = {} } = supports[promise]
    const said = note === undefined ? [] : [`- ${title}: ${meaning} **${words[support]}**. ${note}`]
    const exceptions = Object.entries(except).map(
      ([variant, other]) => `- ${title}, \`${variant}\`: ${meaning} **${words[other.support]}**. ${other.note}`,
    )
    return [...said, ...exceptions]
  })
}
