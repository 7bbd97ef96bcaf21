import type { ConformanceCase } from '../case.ts'
import { cases } from '../cases/index.ts'
import { WrongUse } from './wrong-use.ts'

/** The cases that are asked for, in their order. @throws WrongUse for ids that no case has, and when nothing is left */
export function selectCases(ids: readonly string[], groups: readonly string[]): readonly ConformanceCase[] {
  const strange = ids.filter((id) => !cases.some((one) => one.id === id))
  if (strange.length > 0) throw new WrongUse(strange.map(describeStrange).join('\n'))
  const chosen = cases.filter(
    ({ id, group }) => (ids.length === 0 || ids.includes(id)) && (groups.length === 0 || groups.includes(group)),
  )
  if (chosen.length === 0) throw new WrongUse(`None of the cases is in ${groups.join(', ')}.`)
  return chosen
}

function describeStrange(id: string): string {
  const words = id.split('.').filter((word) => word.length > 2)
  const near = cases.filter((one) => words.slice(-1).some((word) => one.id.includes(word))).slice(0, 5)
  const hint = near.length > 0 ? `Near it: ${near.map((one) => one.id).join(', ')}.` : '--list prints them.'
  return `There is no case "${id}". ${hint}`
}

/** The cases as data, for `--list --json`. */
export function toCaseData(list: readonly ConformanceCase[]): string {
  const data = list.map(({ id, group, level, title, why, needs = [] }) => ({ id, group, level, title, why, needs }))
  return `${JSON.stringify(data, undefined, 2)}\n`
}

/** The cases for people, a line each. */
export function toCaseLines(list: readonly ConformanceCase[]): string {
  const width = Math.max(...list.map(({ id }) => id.length))
  const lines = list.map(({ id, level, title }) => `${id.padEnd(width)}  ${level.padEnd(6)}  ${title}`)
  return `${lines.join('\n')}\n${list.length} cases\n`
}
