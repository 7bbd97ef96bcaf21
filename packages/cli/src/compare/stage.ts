import { resolve } from 'node:path'
import { type App, type Resource, resourcesOf } from '@rove/core'
import type { BackingOptions, BackingServices, EntryDriver, Host } from '@rove/core/adapter'
import { buildArtefact } from '../build/artefact.ts'
import { loadServices, type Provider } from '../targets.ts'

/** An app on one provider's real runtime, and the services that its resources live in. */
export interface Stage {
  readonly host: Host
  /** Undefined for an app that uses no resources. */
  readonly services: BackingServices | undefined
  /** Stops the host, then the services. */
  stop(): Promise<void>
}

/** What is staged, and where to. */
export interface StageOptions {
  readonly provider: Provider
  /** Path of the module whose default export is the app. */
  readonly path: string
  readonly app: App
  /** Folder for the artefacts, one folder a provider. */
  readonly outdir: string
  /** Told of what is done, and of what is missing. */
  readonly onProgress: (message: string) => void
}

/**
 * Starts the services, builds the app for them, and starts the provider's runtime with it.
 * What was started is stopped when it throws.
 */
export async function startStage(options: StageOptions): Promise<Stage> {
  const { provider, app, outdir, onProgress } = options
  const resources = resourcesOf(app).filter(({ kind }) => kind !== 'config')
  const backing = resources.length > 0 ? await startBacking(options, { app: app.name, resources }) : undefined
  try {
    onProgress(`building ${provider.name}`)
    const artefact = resolve(outdir, provider.name)
    await buildArtefact({
      target: provider.target,
      app: options.path,
      name: app.name,
      outdir: artefact,
      resources,
      ...(backing ? { choose: backing.choose } : {}),
    })
    onProgress(`starting ${provider.name}`)
    const host = await provider.start({ artefact, env: backing?.services.env ?? {} })
    return {
      host,
      services: backing?.services,
      async stop() {
        try {
          await host.stop()
        } finally {
          await backing?.services.stop()
        }
      },
    }
  } catch (error) {
    await backing?.services.stop()
    throw error
  }
}

interface Backing {
  readonly services: BackingServices
  /** The embedded drivers, for what the provider has no service for here. */
  readonly choose: (resource: Resource) => EntryDriver | undefined
}

/**
 * The provider's services, and for what there is no service for on this machine the embedded ones, which keep everything in
 * a folder.
 */
async function startBacking({ provider, path, onProgress }: StageOptions, wanted: BackingOptions): Promise<Backing> {
  onProgress(`starting the services of ${provider.name}`)
  const started = (await provider.startServices?.(wanted)) ?? { missing: 'the adapter has no services' }
  const own = 'missing' in started ? undefined : started
  const isEmbedded = ({ kind }: Resource): boolean => own === undefined || (own.without ?? []).includes(kind)
  const rest = wanted.resources.filter(isEmbedded)
  if (own && rest.length === 0) return { services: own, choose: () => undefined }
  const why = 'missing' in started ? started.missing : `there is none for ${rest.map(({ name }) => name).join(', ')}`
  onProgress(`SKIPPED: the services of ${provider.name}: ${why}; the embedded ones serve`)
  const embedded = await startEmbedded(path, { app: wanted.app, resources: rest }).catch(async (error: unknown) => {
    await own?.stop()
    throw error
  })
  return {
    services: own ? bothOf(own, embedded, isEmbedded) : embedded,
    choose: (resource) =>
      isEmbedded(resource) ? { module: '@rove/local/bindings', name: embeddedDrivers[resource.kind] } : undefined,
  }
}

async function startEmbedded(path: string, wanted: BackingOptions): Promise<BackingServices> {
  const embedded = await (await loadServices('local', path))(wanted)
  if ('missing' in embedded) throw new Error(`The embedded services do not start: ${embedded.missing}`)
  return embedded
}

function bothOf(
  own: BackingServices,
  embedded: BackingServices,
  isEmbedded: (resource: Resource) => boolean,
): BackingServices {
  return {
    name: `${own.name}, and ${embedded.name}`,
    env: { ...own.env, ...embedded.env },
    take: (resource) => (isEmbedded(resource) ? embedded : own).take(resource),
    async stop() {
      await Promise.all([own.stop(), embedded.stop()])
    },
  }
}

const embeddedDrivers = {
  kv: 'folderKv',
  bucket: 'folderBucket',
  queue: 'folderQueue',
  topic: 'folderTopic',
  secret: 'folderSecret',
  config: '',
} as const
