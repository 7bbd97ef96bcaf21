import type { Pool } from 'pg'
import { explained } from './errors.ts'

/** Runs one statement, and gives its rows; a table that is missing is told with what to run. */
export type Query = <Row extends object>(text: string, values: readonly unknown[]) => Promise<Row[]>

/**
 * Makes what runs statements on a resource.
 * @param tables what the resource's tables are made with
 */
export function queryOf(pool: () => Pool, tables: object): Query {
  return async <Row extends object>(text: string, values: readonly unknown[]) => {
    try {
      return (await pool().query<Row>(text, [...values])).rows
    } catch (error) {
      throw explained(error, tables)
    }
  }
}
