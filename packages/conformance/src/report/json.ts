import type { Report } from './report.ts'

/** A report for programs: the data as it is. */
export function toJson(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`
}
