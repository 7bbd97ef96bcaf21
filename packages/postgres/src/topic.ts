import type { DriverSource, OpenResource, SendDriver } from '@rove/core/adapter'
import { errorCode } from './error-code.ts'
import { topicLimits } from './limits.ts'
import { type TableNames, tableNames } from './names.ts'
import { type PostgresOptions, poolOf } from './pool.ts'
import { queryOf } from './query.ts'

/** How topics are reached. */
export type PostgresTopicOptions = PostgresOptions

/**
 * Topics on PostgreSQL; the native name with `-topic` is a table's. An event is one row for each subscription that there is when it is
 * published, all made by one statement; without any it is gone. Who receives is {@link consume}, by subscription.
 */
export function postgresTopic({ pool, only, schema }: PostgresTopicOptions = {}): DriverSource<'topic'> {
  const source: DriverSource<'topic'> = {
    kind: 'topic',
    service: 'postgres',
    open: (topic) => openTopic(topic, { pool, schema }),
  }
  return only === undefined ? source : { ...source, only }
}

function openTopic(
  { native, env }: OpenResource,
  { pool, schema }: { readonly pool: PostgresOptions['pool']; readonly schema: string | undefined },
): SendDriver {
  const lazy = poolOf(pool, env)
  const query = queryOf(lazy.get, { topic: [{ name: native, subscriptions: [] }] })
  const text = publishSql(tableNames({ kind: 'topic', native }, schema))
  return {
    service: 'postgres',
    limits: topicLimits,
    errorCode,
    get native() {
      return lazy.get()
    },
    async send(messages) {
      const ids = messages.map(() => crypto.randomUUID())
      await query(text, [ids, messages.map((message) => message.text)])
      return ids.map((id) => ({ id }))
    },
    close: () => lazy.close(),
  }
}

function publishSql({ main, subscriptions }: TableNames): string {
  return `insert into ${main} (id, subscription, text)
select id, name, text from unnest($1::uuid[], $2::text[]) with ordinality as one (id, text, place)
cross join ${subscriptions} order by place`
}
