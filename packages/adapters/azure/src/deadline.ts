/**
 * How long an HTTP request may take, in milliseconds: Azure's front end gives up after 230 seconds whatever the plan,
 * and the app setting `AzureFunctionsJobHost__functionTimeout` (`hh:mm:ss`), which overrides host.json, may allow less.
 * Azure tells a Node.js function neither; a `functionTimeout` in host.json alone is not seen here.
 * Sources: https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#limits and
 * https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values
 */
export function toRequestTimeout(env: Readonly<Record<string, string | undefined>>): number {
  return Math.min(frontEndTimeout, toMilliseconds(env.AzureFunctionsJobHost__functionTimeout))
}

/**
 * How long an invocation for an event may take, in milliseconds: the app setting, or else the default of the plan, which
 * is 5 minutes on Consumption (`WEBSITE_SKU` is `Dynamic`) and 30 minutes on the others. Undefined when there is none.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-scale#timeout
 */
export function toEventTimeout(env: Readonly<Record<string, string | undefined>>): number | undefined {
  const { AzureFunctionsJobHost__functionTimeout: setting } = env
  const timeout = toMilliseconds(setting ?? (env.WEBSITE_SKU === 'Dynamic' ? '00:05:00' : '00:30:00'))
  return timeout === Number.POSITIVE_INFINITY ? undefined : timeout
}

const frontEndTimeout = 230_000

/** Reads .NET's `[d.]hh:mm:ss[.fff]`; `-1` and what is no time stand for no limit. */
function toMilliseconds(timeSpan: string | undefined): number {
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] =
    /^(?:(\d+)\.)?(\d+):(\d+)(?::(\d+(?:\.\d+)?))?$/.exec(timeSpan?.trim() ?? '') ?? []
  const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)
  return total > 0 ? Math.round(total * 1000) : Number.POSITIVE_INFINITY
}
