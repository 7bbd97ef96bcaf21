import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { toHtmlPage } from '../report/html.ts'
import { toJson } from '../report/json.ts'
import { toJunit } from '../report/junit.ts'
import { toMarkdown } from '../report/markdown.ts'
import type { Report } from '../report/report.ts'
import type { ProgramOptions } from './options.ts'

/** Writes the files that are asked for; folders are made. */
export async function writeReports(report: Report, options: ProgramOptions): Promise<void> {
  const { json, junit, markdown, html } = options
  const files: readonly (readonly [string | true | undefined, (report: Report) => string])[] = [
    [json, toJson],
    [junit, toJunit],
    [markdown, toMarkdown],
    [html, toHtmlPage],
  ]
  for (const [path, write] of files) {
    if (typeof path !== 'string') continue
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, write(report))
  }
}
