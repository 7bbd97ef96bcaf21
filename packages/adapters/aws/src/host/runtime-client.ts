import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Child, startChild } from '@rove/core/host'

/** The program that runs the function in the execution environment. */
export interface RuntimeClient {
  /** `aws-lambda-ric 4.0.2`, or a name that says `simulated`. */
  readonly name: string
  readonly real: boolean
  /** The script that `node` runs. */
  readonly script: string
}

/** How a runtime client is started. */
export interface LaunchOptions {
  readonly client: RuntimeClient
  /** Address of the Runtime API. */
  readonly api: string
  readonly artefact: string
  readonly handler: string
  readonly functionName: string
  readonly memory: number
  readonly env: Readonly<Record<string, string>>
  readonly onLog: (line: string) => void
}

/**
 * Finds AWS's runtime interface client from the artefact, the working directory or this package; without it, ours.
 * @throws Error when neither is there
 */
export function findRuntimeClient(artefact: string, wanted: 'auto' | 'simulated'): RuntimeClient {
  const real = wanted === 'auto' ? resolveFrom(artefact, 'aws-lambda-ric') : undefined
  if (real) return { name: `aws-lambda-ric ${versionBeside(real)}`, real: true, script: real }
  const simulated = toBuilt(resolveFrom(artefact, '@rove/aws/host/simulated-runtime'))
  if (simulated) return { name: 'simulated Lambda runtime', real: false, script: simulated }
  throw new Error(
    'No Lambda runtime to start: aws-lambda-ric is not installed (npm install --save-dev aws-lambda-ric; it needs cmake, ' +
      'g++, make and python3), and @rove/aws/host/simulated-runtime is not built (npm run build).',
  )
}

// Under the condition `@rove/source` the name leads to TypeScript, which a plain `node` cannot run.
function toBuilt(script: string | undefined): string | undefined {
  const built = script?.replace(/([\\/])src([\\/]host[\\/][^\\/]+)\.ts$/, '$1dist$2.js')
  return built !== undefined && existsSync(built) ? built : undefined
}

function resolveFrom(artefact: string, module: string): string | undefined {
  for (const from of [pathToFileURL(join(artefact, '/')), pathToFileURL(join(process.cwd(), '/')), import.meta.url]) {
    try {
      return createRequire(from).resolve(module)
    } catch {
      // Not installed there; the next place may have it, and the caller says so when none has.
    }
  }
  return undefined
}

function versionBeside(script: string): string {
  return (JSON.parse(readFileSync(join(dirname(script), 'package.json'), 'utf8')) as { version: string }).version
}

/**
 * Starts the runtime with the environment that Lambda gives it.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function launchRuntime(options: LaunchOptions): Child {
  const { client, api, artefact, handler, functionName, memory, env, onLog } = options
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/')
  return startChild({
    name: client.name,
    args: [client.script],
    cwd: artefact,
    onLog,
    env: {
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      ...env,
      _HANDLER: handler,
      LAMBDA_TASK_ROOT: artefact,
      LAMBDA_RUNTIME_DIR: dirname(client.script),
      AWS_LAMBDA_RUNTIME_API: api,
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_FUNCTION_NAME: functionName,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
      AWS_LAMBDA_LOG_STREAM_NAME: `${day}/[$LATEST]${process.pid.toString(16).padStart(32, '0')}`,
    },
  })
}
