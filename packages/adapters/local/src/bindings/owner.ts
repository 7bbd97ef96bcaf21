import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { systemCodeOf } from './local-error.ts'

/** A text that is never used twice and names this process: `<host>.<pid>.<start>.<uuid>`. */
export function newToken(): string {
  self ??= `${hostOf()}.${process.pid}.${statOf(process.pid)?.start ?? ''}`
  return `${self}.${randomUUID()}`
}

let self: string | undefined

/** Whether the process that made a token is known to have ended. Of another host's nothing is known. */
export function hasEnded(token: string): boolean {
  const [host, pid, start] = token.split('.')
  if (host !== hostOf() || !/^\d+$/.test(pid ?? '')) return false
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    if (systemCodeOf(error) === 'ESRCH') return true
  }
  // Its number may be another process's by now.
  const stat = statOf(Number(pid))
  return stat !== undefined && (stat.isZombie || (start !== '' && stat.start !== start))
}

// A container has a name of its own, and processes with the numbers of others.
function hostOf(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 12)
}

/** When a process began, in the kernel's own count; undefined where that is not to be known. */
function statOf(pid: number): { readonly start: string; readonly isZombie: boolean } | undefined {
  try {
    // The name of the program, in brackets, may have anything in it. Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return { start: fields[19] ?? '', isZombie: fields[0] === 'Z' || fields[0] === 'X' }
  } catch {
    return undefined
  }
}
