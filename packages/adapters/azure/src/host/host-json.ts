import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What this host reads out of an artefact's `host.json`. */
export interface HostJson {
  /** Without slashes at its ends; `api` when it is not set. */
  readonly routePrefix: string
  /** Milliseconds; infinite when it is not set. */
  readonly functionTimeout: number
  /** The settings of the extensions, as they stand there. */
  readonly extensions: ExtensionSettings
}

/** The settings of the extensions that this host keeps to. Source: https://learn.microsoft.com/azure/azure-functions/functions-host-json */
export interface ExtensionSettings {
  readonly queues?: {
    readonly messageEncoding?: string
    readonly maxDequeueCount?: number
    readonly batchSize?: number
  }
  readonly blobs?: { readonly poisonBlobThreshold?: number }
  readonly serviceBus?: {
    readonly autoCompleteMessages?: boolean
    readonly maxConcurrentCalls?: number
    readonly maxMessageBatchSize?: number
  }
  readonly eventHubs?: { readonly maxEventBatchSize?: number }
  readonly kafka?: {
    readonly commitOnFailure?: boolean
    readonly maxRetries?: number
    readonly maxBatchSize?: number
  }
}

/** Where the settings of a host come from. */
export interface HostJsonOptions {
  readonly artefact: string
  readonly routePrefix?: string | undefined
  /** The app settings; those that begin with `AzureFunctionsJobHost__` come before the file. */
  readonly env?: Readonly<Record<string, string>> | undefined
}

interface Contents {
  readonly functionTimeout?: string
  readonly extensions?: ExtensionSettings & { readonly http?: { readonly routePrefix?: string } }
}

/**
 * Reads an artefact's `host.json`.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-host-json
 * @throws Error when it is missing, is not JSON, or names a route prefix that the host keeps for itself
 */
export async function readHostJson({ artefact, routePrefix, env }: HostJsonOptions): Promise<HostJson> {
  const text = await readFile(join(artefact, 'host.json'), 'utf8').catch((cause: unknown) => {
    throw new Error(`There is no host.json in ${artefact}: build the artefact first.`, { cause })
  })
  const json = overridden(JSON.parse(text) as Contents, env ?? {})
  const prefix = (routePrefix ?? json.extensions?.http?.routePrefix ?? 'api').replace(/^\/+|\/+$/g, '')
  if (isReserved(`/${prefix}`)) {
    throw new Error(`The route prefix "${prefix}" is one that the Functions host keeps for itself; choose another.`)
  }
  const functionTimeout = toMilliseconds(json.functionTimeout)
  return { routePrefix: prefix, functionTimeout, extensions: json.extensions ?? {} }
}

/** Whether the host keeps a path for itself. Source: https://github.com/Azure/azure-functions-host, ReservedRouteGuardMiddleware */
export function isReserved(path: string): boolean {
  return /^\/(admin|runtime)(\/|$)/i.test(path)
}

// Source: https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values
function overridden(json: Contents, env: Readonly<Record<string, string>>): Contents {
  const settings = structuredClone(json) as Record<string, unknown>
  for (const [name, value] of Object.entries(env)) {
    const [root = '', ...path] = name.split('__')
    const last = path.pop()
    if (root.toLowerCase() !== 'azurefunctionsjobhost' || last === undefined) continue
    let section = settings
    for (const part of path) {
      section[part] ??= {}
      section = section[part] as Record<string, unknown>
    }
    section[last] = /^(-?\d+|true|false)$/i.test(value) ? JSON.parse(value.toLowerCase()) : value
  }
  return settings
}

/** Milliseconds as .NET writes a time span: `00:00:10.000`. */
export function toTimeSpan(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(11, 23)
}

function toMilliseconds(timeSpan: string | undefined): number {
  const [, hours = '', minutes = '', seconds = ''] = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(timeSpan ?? '') ?? []
  const total = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return total > 0 ? total * 1000 : Number.POSITIVE_INFINITY
}
