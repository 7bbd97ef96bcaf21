import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { WireRequest } from '@rove/core/adapter'

/** A request kept as data. */
export interface NamedRequest extends WireRequest {
  /** The text after `###`. */
  readonly name: string
}

/**
 * Reads the requests of an `.http` file: `### name`, a request line, header lines, an empty line, the body; `< path` as
 * the body stands for a file beside it, `# text` is a remark.
 * @throws Error that names file and line for what cannot be read
 */
export async function readRequestFile(file: string): Promise<NamedRequest[]> {
  const lines = (await readFile(file, 'utf8')).split(/\r?\n/)
  const starts = lines.flatMap((line, index) => (line.startsWith('###') ? [index] : []))
  return Promise.all(
    starts.map((start, index) => {
      const block = lines.slice(start, starts[index + 1] ?? lines.length)
      return parseRequest(block, { file, line: start + 1 })
    }),
  )
}

async function parseRequest(block: readonly string[], at: { file: string; line: number }): Promise<NamedRequest> {
  const [title = '', ...rest] = block
  const content = rest.filter((line) => !line.startsWith('# '))
  while (content[0]?.trim() === '') content.shift()
  const [, method = '', target = ''] = /^([A-Z]+) (\/\S*)\s*$/.exec(content[0] ?? '') ?? []
  if (method === '')
    throw new Error(`${at.file}:${at.line}: expected a request line such as "GET /orders" after "${title}".`)
  const blank = content.indexOf('', 1)
  const head = content.slice(1, blank < 0 ? content.length : blank)
  const headers = head.map((line): [string, string] => {
    const colon = line.indexOf(':')
    if (colon < 1) throw new Error(`${at.file}:${at.line}: "${line}" is not a header; write "name: value".`)
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
  })
  const body = blank < 0 ? undefined : await readBody(content.slice(blank + 1), at.file)
  return { name: title.replace(/^###\s*/, ''), method, target, headers, ...(body === undefined ? {} : { body }) }
}

async function readBody(lines: readonly string[], file: string): Promise<string | Uint8Array | undefined> {
  const text = lines.join('\n').trimEnd()
  if (text.startsWith('< ')) return new Uint8Array(await readFile(join(dirname(file), text.slice(2).trim())))
  return text === '' ? undefined : text
}
