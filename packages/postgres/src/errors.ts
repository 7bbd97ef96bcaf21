/** A condition of a write that did not hold: the statement touched no row. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed'
}

/** A table that nobody has made. */
export class TableMissing extends Error {
  override readonly name = 'TableMissing'
}

/**
 * Makes an error that says what to run of the server's "relation does not exist"; any other stays what it is.
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html (42P01)
 * @param tables what the resource's tables are made with: `{ kv: ['shop-orders'] }`
 */
export function explained(error: unknown, tables: object): unknown {
  if (!(error instanceof Error) || (error as { code?: unknown }).code !== '42P01') return error
  const call = JSON.stringify(tables)
  return new TableMissing(
    `${error.message}. The tables are made by migrate(pool, ${call}), or by the SQL of tableSql(${call}), both of @rove/postgres.`,
    { cause: error },
  )
}
