import type { Resource } from '../bindings/access.ts'
import type { EntryInput } from './target.ts'

/** A driver as an entry imports it. */
export interface EntryDriver {
  /** `@rove/aws/dynamodb` */
  readonly module: string
  /** The function that makes its source: `dynamodb`. */
  readonly name: string
}

/** The driver that an entry takes for a resource. */
export type ChooseDriver = (resource: Resource) => EntryDriver

/** What the entry of one provider is made of. */
export interface EntryParts {
  /** The package whose `adapt` is called: `@rove/aws`. */
  readonly adapter: string
  /** Options of `adapt`, as JSON values. */
  readonly options?: Readonly<Record<string, unknown>>
  /** The provider's own drivers. */
  readonly choose: ChooseDriver
}

/**
 * Writes the entry that a user would write: the app, adapted, with a driver for each kind of resource that its functions
 * use. A driver that is for some resources of a kind only is told which.
 */
export function writeEntry(input: EntryInput, { adapter, options = {}, choose }: EntryParts): string {
  const drivers = driversOf(input, choose)
  const list = drivers.map(({ name, only }) => `${name}(${only ? `{ only: ${JSON.stringify(only)} }` : ''})`)
  const settings = [
    ...Object.entries(options).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
    ...(list.length > 0 ? [`bindings: [${list.join(', ')}]`] : []),
  ]
  return [
    `import { adapt } from '${adapter}'`,
    ...importsOf(drivers),
    `import app from ${JSON.stringify(input.appModule)}`,
    `export const handler = adapt(app${settings.length > 0 ? `, { ${settings.join(', ')} }` : ''})`,
    '',
  ].join('\n')
}

interface ChosenDriver extends EntryDriver {
  /** The names of its resources, where another driver has the rest of the kind. */
  readonly only: readonly string[] | undefined
}

function driversOf({ resources = [], choose: given }: EntryInput, own: ChooseDriver): ChosenDriver[] {
  const groups = new Map<string, { readonly kind: string; readonly driver: EntryDriver; readonly names: string[] }>()
  for (const resource of resources) {
    const { kind, name } = resource
    // A setting is read from the environment.
    if (kind === 'config') continue
    const driver = given?.(resource) ?? own(resource)
    const id = `${kind} ${driver.module} ${driver.name}`
    const group = groups.get(id) ?? { kind, driver, names: [] }
    groups.set(id, group)
    group.names.push(name)
  }
  const all = [...groups.values()]
  return all.map(({ kind, driver, names }) => {
    const shares = all.filter((other) => other.kind === kind).length > 1
    return { ...driver, only: shares ? names : undefined }
  })
}

function importsOf(drivers: readonly EntryDriver[]): string[] {
  const modules = new Map<string, Set<string>>()
  for (const { module, name } of drivers) modules.set(module, (modules.get(module) ?? new Set()).add(name))
  return [...modules].map(([module, names]) => `import { ${[...names].sort().join(', ')} } from '${module}'`)
}
