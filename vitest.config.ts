import { defineConfig, type ViteUserConfig } from 'vitest/config'

// Packages are tested from their sources: `@rove/source` is the export condition that names them.
// Node's own conditions are added by Vite and Node themselves; naming `import` here would hold for require() too.
const conditions = ['@rove/source', 'node']

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/**/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    typecheck: { enabled: false },
    testTimeout: 20_000,
    hookTimeout: 120_000,
    // Most of the time goes by waiting for runtimes, not for the processor.
    maxWorkers: 4,
  },
})

export default config
