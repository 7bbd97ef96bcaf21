/**
 * The largest event that a synchronous invocation takes, in bytes. Source: Lambda's own refusal, `Request must be
 * smaller than 6291456 bytes for the InvokeFunction operation`; 6 MB in
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const maxRequestBytes = 6_291_456

/**
 * The largest buffered payload that a function may answer, in bytes: 100 more than the request's. Source: Lambda's own
 * failure, `Response payload size exceeded maximum allowed payload size (6291556 bytes)`.
 */
export const maxResponseBytes = 6_291_556

/** How much of the log an invocation gives back, in bytes. Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const maxLogTailBytes = 4096
