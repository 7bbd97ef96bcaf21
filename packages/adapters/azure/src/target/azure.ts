import type { EntryInput, Target } from '@rove/core/adapter'

/**
 * The artefact of Azure Functions' Node.js programming model v4: `host.json`, a `package.json` whose `main` is the
 * bundle, and the bundle with `@azure/functions` in it. `@azure/functions-core` is given by the worker, through
 * `require` alone.
 *
 * The route prefix is empty, so that paths are the same as elsewhere. For `/` the function app needs the setting
 * `AzureWebJobsDisableHomepage=true`; otherwise Azure shows its own page there.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-app-settings#azurewebjobsdisablehomepage
 */
export const target: Target = {
  name: 'azure',
  entry: ({ appModule }) => `import { adapt } from '@rove/azure'
import app from ${JSON.stringify(appModule)}
export const handler = adapt(app)
`,
  bundle: {
    outfile: 'index.mjs',
    banner: `import { createRequire as roveCreateRequire } from 'node:module';const require = roveCreateRequire(import.meta.url);`,
    external: ['@azure/functions-core'],
  },
  files: (input) => ({ 'host.json': toJson(hostJson), 'package.json': toJson(packageJson(input)) }),
}

// Source: https://learn.microsoft.com/azure/azure-functions/functions-host-json
const hostJson = {
  version: '2.0',
  extensionBundle: { id: 'Microsoft.Azure.Functions.ExtensionBundle', version: '[4.*, 5.0.0)' },
  extensions: { http: { routePrefix: '' } },
}

function packageJson({ name }: EntryInput): object {
  return { name, private: true, type: 'module', main: 'index.mjs' }
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
