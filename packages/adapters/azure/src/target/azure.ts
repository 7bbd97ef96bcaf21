import { type EntryInput, type Target, writeEntry } from '@rove/core/adapter'
import type { AdaptOptions } from '../adapt.ts'
import { choosing } from './drivers.ts'
import { hostJson } from './host-json.ts'

/** How the artefact differs from the default. */
export interface TargetOptions {
  /** What the entry gives to `adapt`: services, names, connections. */
  readonly adapt?: AdaptOptions
}

/**
 * Makes a target whose entry adapts the app with options, for example with other services behind its resources.
 * @example createTarget({ adapt: { services: { queue: { shipments: 'service-bus' } } } })
 */
export function createTarget({ adapt = {} }: TargetOptions = {}): Target {
  return {
    name: 'azure',
    entry: (input) =>
      writeEntry(input, { adapter: '@rove/azure', choose: choosing(adapt.services), options: { ...adapt } }),
    bundle: {
      outfile: 'index.mjs',
      banner: `import { createRequire as roveCreateRequire } from 'node:module';const require = roveCreateRequire(import.meta.url);`,
      external: ['@azure/functions-core'],
    },
    files: (input) => ({ 'host.json': toJson(hostJson), 'package.json': toJson(packageJson(input)) }),
  }
}

/**
 * The artefact of Azure Functions' Node.js programming model v4: `host.json`, a `package.json` whose `main` is the
 * bundle, and the bundle with `@azure/functions` in it. `@azure/functions-core` is given by the worker, through
 * `require` alone.
 *
 * The route prefix is empty, so that paths are the same as elsewhere. For `/` the function app needs the setting
 * `AzureWebJobsDisableHomepage=true`; otherwise Azure shows its own page there.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-app-settings#azurewebjobsdisablehomepage
 */
export const target: Target = createTarget()

function packageJson({ name }: EntryInput): object {
  return { name, private: true, type: 'module', main: 'index.mjs' }
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
