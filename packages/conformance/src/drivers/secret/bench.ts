import { type SecretReader, secret } from '@rove/core'
import type { SecretDriver } from '@rove/core/adapter'
import { freshMark } from '../../assertions.ts'
import type { OpenedDriver } from '../run.ts'
import { scope } from '../scope.ts'
import type { SecretSubject } from '../subject.ts'

/** A process that reads the secret: with a cache of its own. */
export interface ReadingProcess {
  readonly reader: SecretReader
  /** Another client of the same process. */
  again(): SecretReader
  /** How often the service was asked. */
  asked(): number
}

/** What a case of secrets works on. */
export interface SecretBench {
  readonly driver: SecretDriver
  /** A value that no other case has. */
  readonly value: string
  /** Writes a new version, and gives its name. */
  write(value: string): Promise<string>
  /** Starts a process: drivers have caches of their own. */
  start(): ReadingProcess
}

export function secretBench({ driver, other, subject }: OpenedDriver<'secret', SecretSubject>): SecretBench {
  let started = 0
  return {
    driver,
    value: freshMark(),
    write: (value) => subject.write(value),
    start() {
      started += 1
      return readingProcess(started % 2 ? driver : other)
    },
  }
}

function readingProcess(driver: SecretDriver): ReadingProcess {
  let asked = 0
  const counting: SecretDriver = {
    service: driver.service,
    native: undefined,
    errorCode: (error) => driver.errorCode(error),
    get(version) {
      asked += 1
      return driver.get(version)
    },
  }
  const again = (): SecretReader => secret('conformance').reader.connect(counting as never, scope)
  return { reader: again(), again, asked: () => asked }
}
