/** A path that starts with `/`, which some sample events and test consoles leave out. */
export function toAbsolute(path: string): string {
  return path.startsWith('/') ? path : `/${path}`
}

/** Takes a named stage off the front of a path; the default stage is never part of one. */
export function stripStage(path: string, stage: unknown): string {
  if (typeof stage !== 'string' || stage === '' || stage === '$default') return path
  if (!path.startsWith(stage, 1) || !path.startsWith('/')) return path
  const rest = path.slice(stage.length + 1)
  if (rest === '') return '/'
  return rest.startsWith('/') ? rest : path
}

/** Splits `path?query`, for platforms that give both in one text. */
export function splitTarget(target: string): { readonly path: string; readonly query: string | undefined } {
  const mark = target.indexOf('?')
  if (mark < 0) return { path: toAbsolute(target), query: undefined }
  return { path: toAbsolute(target.slice(0, mark)), query: target.slice(mark + 1) }
}
