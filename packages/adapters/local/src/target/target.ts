import type { Target } from '@rove/core/adapter'
import { parentVariable } from '../parent/protocol.ts'

/**
 * Builds a server for this machine: one bundled ES module that `node` runs. It listens on PORT (default 8080) of
 * 127.0.0.1, runs the app's schedules, gives a request or a batch TIMEOUT_MS milliseconds when that is set, and prints
 * where it listens. Values and objects are kept in the folder ROVE_DATA, or in memory. With ROVE_PARENT_DELIVERS=yes, the process that started it delivers events instead.
 */
export const target: Target = {
  name: 'local',
  entry: ({ appModule }) => `import { serve } from '@rove/local'
import app from ${JSON.stringify(appModule)}
const { PORT = '8080', TIMEOUT_MS, ROVE_DATA, ${parentVariable} } = process.env
const limits = TIMEOUT_MS === undefined ? {} : { timeout: Number(TIMEOUT_MS) }
const data = ROVE_DATA ? { data: ROVE_DATA } : {}
const settings = { port: Number(PORT), signals: true, parent: ${parentVariable} === 'yes', ...limits, ...data }
const server = await serve(app, settings)
console.log(\`\${app.name} listens on \${server.url}\`)
`,
  bundle: {
    outfile: 'index.mjs',
    // CommonJS dependencies that esbuild has wrapped call `require` for Node's own modules.
    banner:
      "import { createRequire as __roveRequire } from 'node:module'; const require = __roveRequire(import.meta.url);",
    external: [],
  },
  files: ({ name }) => ({
    'package.json': `${JSON.stringify(
      {
        name,
        version: '0.0.0',
        private: true,
        type: 'module',
        main: 'index.mjs',
        scripts: { start: 'node index.mjs' },
      },
      null,
      2,
    )}\n`,
  }),
}
