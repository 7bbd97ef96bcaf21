import { defineConfig, type ViteUserConfig } from 'vitest/config'

// Packages are tested from their sources: `@rove/source` is the export condition that names them.
const conditions = ['@rove/source', 'node', 'import', 'module', 'default']

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
