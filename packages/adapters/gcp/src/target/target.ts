import { type EntryInput, type Target, writeEntry } from '@rove/core/adapter'
import { choose } from './drivers.ts'

/** The functions-framework that an artefact asks for. What Rove does around it is tested with this version. */
export const frameworkVersion = '5.0.5'

/** Builds what Google Cloud Functions deploys: one bundled ES module and the `package.json` that names it. */
export const target: Target = {
  name: 'gcp',
  entry: (input) => writeEntry(input, { adapter: '@rove/gcp', choose }),
  bundle: {
    outfile: 'index.mjs',
    // CommonJS dependencies that esbuild has wrapped call `require` for Node's own modules, and ask where they are.
    banner:
      "import { createRequire as __roveRequire } from 'node:module'; const require = __roveRequire(import.meta.url), { dirname: __dirname, filename: __filename } = import.meta;",
    external: ['@google-cloud/functions-framework'],
  },
  files: (input) => ({ 'package.json': `${JSON.stringify(manifest(input), null, 2)}\n` }),
}

function manifest({ name }: EntryInput): Record<string, unknown> {
  return {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    main: 'index.mjs',
    // The buildpack picks the newest release that matches.
    // Source: https://cloud.google.com/docs/buildpacks/nodejs#specifying_a_nodejs_version
    engines: { node: '>=22' },
    // An empty script keeps the buildpack from running a `build` of its own.
    // Source: https://cloud.google.com/docs/buildpacks/nodejs#executing_custom_build_steps_during_deployment
    scripts: { 'gcp-build': '' },
    dependencies: { '@google-cloud/functions-framework': frameworkVersion },
  }
}
