import { RoveError } from '../errors.ts'
import { type Schema, validate } from '../schema.ts'
import type { ClientScope } from './access.ts'

/** Reads a setting. */
export interface ConfigReader<Value> {
  /**
   * The value as the schema gives it.
   * @throws RoveError `FailedPrecondition` that names the variable, when the schema refuses what is set
   */
  get(): Promise<Value>
}

/** The one client of settings: the environment variable of the setting's name, in capitals, with underscores. */
export class ConfigClient<Value> implements ConfigReader<Value> {
  readonly #variable: string
  readonly #schema: Schema<Value> | undefined
  readonly #scope: ClientScope

  constructor(config: { readonly name: string; readonly schema: Schema<Value> | undefined }, scope: ClientScope) {
    this.#variable = config.name.toUpperCase().replaceAll('-', '_')
    this.#schema = config.schema
    this.#scope = scope
  }

  async get(): Promise<Value> {
    const value = this.#scope.env[this.#variable]
    if (this.#schema === undefined) return value as Value
    try {
      return await validate(this.#schema, value, `environment variable ${this.#variable}`)
    } catch (cause) {
      // What is set is the operator's mistake, not the caller's; the value itself may be nobody's business.
      throw new RoveError('FailedPrecondition', (cause as Error).message, { cause, status: 500 })
    }
  }
}
