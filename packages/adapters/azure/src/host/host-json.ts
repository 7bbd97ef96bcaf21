import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What this host reads out of an artefact's `host.json`. */
export interface HostJson {
  /** Without slashes at its ends; `api` when it is not set. */
  readonly routePrefix: string
  /** Milliseconds; infinite when it is not set. */
  readonly functionTimeout: number
}

/**
 * Reads an artefact's `host.json`.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-host-json
 * @throws Error when it is missing, is not JSON, or names a route prefix that the host keeps for itself
 */
export async function readHostJson(artefact: string, routePrefix: string | undefined): Promise<HostJson> {
  const text = await readFile(join(artefact, 'host.json'), 'utf8').catch((cause: unknown) => {
    throw new Error(`There is no host.json in ${artefact}: build the artefact first.`, { cause })
  })
  const json = JSON.parse(text) as {
    functionTimeout?: string
    extensions?: { http?: { routePrefix?: string } }
  }
  const prefix = (routePrefix ?? json.extensions?.http?.routePrefix ?? 'api').replace(/^\/+|\/+$/g, '')
  if (isReserved(`/${prefix}`)) {
    throw new Error(`The route prefix "${prefix}" is one that the Functions host keeps for itself; choose another.`)
  }
  return { routePrefix: prefix, functionTimeout: toMilliseconds(json.functionTimeout) }
}

/** Whether the host keeps a path for itself. Source: https://github.com/Azure/azure-functions-host, ReservedRouteGuardMiddleware */
export function isReserved(path: string): boolean {
  return /^\/(admin|runtime)(\/|$)/i.test(path)
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
