import type { ServerResponse } from 'node:http'
import type { Env, LogSink } from '@rove/core'
import { type Invocation, jsonLog } from '@rove/core/adapter'
import { onDisconnect } from '@rove/core/node'

/** What a server's requests have in common. */
export interface ServerSettings {
  /** Milliseconds a request may take; undefined for no limit. */
  readonly timeout: number | undefined
}

/** Translates a server's side of a request. */
export function toServerInvocation(event: unknown, response: ServerResponse, settings: ServerSettings): Invocation {
  return {
    id: undefined,
    deadline: toDeadline(settings.timeout),
    get signal(): AbortSignal {
      const controller = new AbortController()
      onDisconnect(response, (reason) => controller.abort(reason))
      return controller.signal
    },
    platform: { name: 'local', event, context: response },
    env: process.env,
    log: jsonLog,
  }
}

/** What the in-memory client gives an invocation. */
export interface ClientSettings {
  readonly timeout: number | undefined
  readonly env: Env
  readonly log: LogSink
  readonly signal: AbortSignal
}

/** Translates a call of the in-memory client. */
export function toClientInvocation(event: unknown, settings: ClientSettings): Invocation {
  return {
    id: undefined,
    deadline: toDeadline(settings.timeout),
    signal: settings.signal,
    platform: { name: 'local', event, context: undefined },
    env: settings.env,
    log: settings.log,
  }
}

/** What the invocations of the in-process services have in common. */
export interface ServiceSettings {
  /** Milliseconds an invocation may take; undefined for no limit. */
  readonly timeout: number | undefined
  readonly env: Env
  readonly log: LogSink
}

/** Translates a batch that an in-process service delivers. */
export function toServiceInvocation(event: unknown, settings: ServiceSettings): Invocation {
  return {
    // One for the whole batch, as behind a cloud's service.
    id: crypto.randomUUID(),
    deadline: toDeadline(settings.timeout),
    platform: { name: 'local', event, context: undefined },
    env: settings.env,
    log: settings.log,
  }
}

function toDeadline(timeout: number | undefined): number | undefined {
  return timeout === undefined ? undefined : Date.now() + timeout
}
