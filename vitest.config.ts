import { defineConfig, type ViteUserConfig } from 'vitest/config'

// Packages are tested from their sources: `@rove/source` is the export condition that names them.
// The others are Node's own; `module` is not among them: behind it is code that only bundlers can load.
const conditions = ['@rove/source', 'node', 'import', 'default']

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/**/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    typecheck: { enabled: false },
    testTimeout: 20_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})

export default config
