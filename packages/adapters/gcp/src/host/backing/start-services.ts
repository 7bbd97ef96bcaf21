import type { BackingOptions, BackingServices, MissingServices } from '@rove/core/adapter'
import { startCloudStorage } from './cloud-storage-fake.ts'
import { type EmulatorName, missingEmulator, startEmulator } from './gcloud-emulator.ts'
import { createTopic, drainTopic } from './pubsub.ts'

/**
 * Starts Google's own emulators of Firestore and Pub/Sub, and a small Cloud Storage of ours, as far as an app needs them.
 * Secret Manager has no emulator.
 */
export async function startServices({ app, resources }: BackingOptions): Promise<BackingServices | MissingServices> {
  const kinds = new Set(resources.map(({ kind }) => kind))
  const wanted: EmulatorName[] = [
    ...(kinds.has('kv') ? (['firestore'] as const) : []),
    ...(kinds.has('queue') || kinds.has('topic') ? (['pubsub'] as const) : []),
  ]
  for (const name of wanted) {
    const missing = missingEmulator(name)
    if (missing !== undefined) return { missing: `${name}: ${missing}` }
  }
  const stops: Array<() => Promise<void>> = []
  const stop = async (): Promise<void> => {
    await Promise.all(stops.splice(0).map((one) => one()))
  }
  const env: Record<string, string> = {
    GOOGLE_CLOUD_PROJECT: 'demo',
    // Nothing here wants credentials, so the clients need not look for Google's metadata server.
    METADATA_SERVER_DETECTION: 'none',
  }
  const start = async (name: EmulatorName): Promise<void> => {
    const emulator = await startEmulator(name)
    stops.push(() => emulator.stop())
    env[`${name.toUpperCase()}_EMULATOR_HOST`] = emulator.host
  }
  const named = (...of: readonly string[]): string[] =>
    resources.filter(({ kind }) => of.includes(kind)).map(({ name }) => `${app}-${name}`)
  try {
    // What comes up after another has failed is stopped too.
    const begun = await Promise.allSettled(wanted.map(start))
    for (const one of begun) if (one.status === 'rejected') throw one.reason
    for (const topic of named('queue', 'topic')) await createTopic(env.PUBSUB_EMULATOR_HOST ?? '', topic)
    if (kinds.has('bucket')) {
      const storage = await startCloudStorage()
      stops.push(() => storage.stop())
      for (const bucket of named('bucket')) storage.createBucket(bucket)
      env.STORAGE_EMULATOR_HOST = storage.url
    }
  } catch (error) {
    await stop()
    throw error
  }
  return {
    name: [
      ...(wanted.length > 0 ? [`Google’s emulators (${wanted.join(', ')})`] : []),
      ...(kinds.has('bucket') ? ['a Cloud Storage of ours'] : []),
    ].join(', '),
    env,
    without: ['secret'],
    take: ({ name }) => drainTopic(env.PUBSUB_EMULATOR_HOST ?? '', `${app}-${name}`),
    stop,
  }
}
