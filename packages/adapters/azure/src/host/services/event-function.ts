import type { Binding, FunctionMetadata } from '../rpc.ts'

/** The services of Azure that call functions with events, by the type of their trigger. */
export type TriggerType =
  | 'queueTrigger'
  | 'serviceBusTrigger'
  | 'eventHubTrigger'
  | 'kafkaTrigger'
  | 'eventGridTrigger'
  | 'timerTrigger'
  | 'blobTrigger'
  | 'cosmosDBTrigger'

/** The options of a trigger that this host keeps to, as the function was registered with them. */
export interface TriggerBinding extends Binding {
  readonly queueName?: string
  readonly topicName?: string
  readonly subscriptionName?: string
  readonly eventHubName?: string
  readonly topic?: string
  readonly containerName?: string
  /** The types that the event subscription is limited to; Event Grid itself reads nothing of it here. */
  readonly eventTypes?: readonly string[]
  readonly collectionName?: string
  readonly databaseName?: string
  readonly path?: string
  readonly schedule?: string
  readonly useMonitor?: boolean
  readonly cardinality?: string
  readonly dataType?: string
  readonly isSessionsEnabled?: boolean
  readonly autoCompleteMessages?: boolean
  readonly maxItemsPerInvocation?: number
  readonly changeFeedMode?: string
  readonly consumerGroup?: string
  readonly sdkBinding?: boolean
}

/** A function that a service calls. */
export interface EventFunction {
  readonly name: string
  /** The name of the trigger's binding. */
  readonly trigger: string
  readonly type: TriggerType
  readonly binding: TriggerBinding
  /** How often it is run again by its own retry policy: -1 without limit, 0 without a policy. */
  readonly retries: number
}

const types: readonly TriggerType[] = [
  'queueTrigger',
  'serviceBusTrigger',
  'eventHubTrigger',
  'kafkaTrigger',
  'eventGridTrigger',
  'timerTrigger',
  'blobTrigger',
  'cosmosDBTrigger',
]

/**
 * The functions of an app that services call. `%NAME%` in an option stands for the app setting of that name.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-expressions-patterns
 */
export function toEventFunctions(
  functions: readonly FunctionMetadata[],
  env: Readonly<Record<string, string>>,
): EventFunction[] {
  return functions.flatMap(({ name, bindings, retryOptions }) =>
    Object.entries(bindings).flatMap(([trigger, binding]): EventFunction[] => {
      const type = types.find((one) => one.toLowerCase() === binding.type.toLowerCase())
      if (type === undefined) return []
      return [{ name, trigger, type, binding: resolved(binding, env), retries: retryOptions?.maxRetryCount ?? 0 }]
    }),
  )
}

/** Whether a function takes several items at once. Source: https://github.com/Azure/azure-functions-host, GeneralScriptBindingProvider */
export function takesMany({ binding }: EventFunction): boolean {
  return binding.cardinality?.toLowerCase() === 'many'
}

/** Whether a function has asked for bytes. */
export function takesBytes({ binding }: EventFunction): boolean {
  return binding.dataType?.toLowerCase() === 'binary'
}

function resolved(binding: TriggerBinding, env: Readonly<Record<string, string>>): TriggerBinding {
  const options = Object.entries(binding).map(([option, value]: [string, unknown]) => [
    option,
    typeof value === 'string' ? value.replace(/%([^%]+)%/g, (whole, name: string) => env[name] ?? whole) : value,
  ])
  return Object.fromEntries(options) as TriggerBinding
}
