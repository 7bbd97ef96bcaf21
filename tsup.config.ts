import { readFileSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'

interface Manifest {
  exports: Record<string, string | { '@rove/source': string }>
}

// One entry per export: what a package exports and what is built cannot disagree.
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
const sources = Object.values(manifest.exports).flatMap((target) =>
  typeof target === 'string' ? [] : [target['@rove/source']],
)
const entry = Object.fromEntries(sources.map((path) => [path.replace('./src/', '').replace(/\.ts$/, ''), path]))

const config: Options | ((options: Options) => Options | Options[] | Promise<Options | Options[]>) | Options[] =
  defineConfig({
    entry,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    dts: process.env.ROVE_BUILD_TYPES !== 'no',
    clean: true,
    sourcemap: true,
    splitting: true,
    external: [/^@rove\//, /^node:/],
  })

export default config
