import azure from '@azure/functions'
import type { ChangeFunction, ScheduleFunction } from '@rove/core'
import { toNcrontab } from './ncrontab.ts'
import type { Registered } from './register-events.ts'
import { retryPolicy } from './retry-policy.ts'

/**
 * Registers a schedule, in UTC.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer
 */
export function registerTimer({ name, handler, source, options, ...one }: Registered<ScheduleFunction>): void {
  const { WEBSITE_TIME_ZONE: zone } = options.env
  if (zone !== undefined && !/^(etc\/)?(utc|gmt)$/i.test(zone)) {
    console.warn(
      `The schedule of the function "${name}" is in UTC, and the app setting WEBSITE_TIME_ZONE (${zone}) moves it. Remove the setting.`,
    )
  }
  const retry = retryPolicy(source.attempts)
  azure.app.timer(name, { handler, schedule: toNcrontab(one.function.cron), ...(retry ? { retry } : {}) })
}

/**
 * Registers the changes of a store. Functions share one container of leases, each with a prefix of its own.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2-trigger
 */
export function registerChange(one: Registered<ChangeFunction>): void {
  const { name, app, handler, source, resource, connections, options } = one
  const retry = retryPolicy(source.attempts)
  const allVersions = options.services?.kv?.[one.function.store.name] === 'cosmos-db-all-versions'
  azure.app.cosmosDB(name, {
    handler,
    connection: connections.cosmosDb,
    databaseName: options.database ?? options.env.ROVE_COSMOS_DATABASE ?? app.name,
    containerName: resource,
    leaseContainerName: 'leases',
    leaseContainerPrefix: `${name}-`,
    createLeaseContainerIfNotExists: true,
    ...(retry ? { retry } : {}),
    // A value of an enumeration that the library exports as a type only.
    ...(allVersions ? { changeFeedMode: 'AllVersionsAndDeletes' as never } : {}),
  })
}
