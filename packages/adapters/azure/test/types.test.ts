import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions'
import type { Platform } from '@rove/core'
import { expectTypeOf, it } from 'vitest'
import type { AzureInput, NativeContext, NativeRequest, NativeResult } from '../src/index.ts'

// The compiler is the test (`tsc`); at run time there is nothing to fail.
it('holds the minimal types against the official ones', () => {
  expectTypeOf<HttpRequest>().toExtend<NativeRequest>()
  expectTypeOf<InvocationContext>().toExtend<NativeContext>()
  expectTypeOf<NativeResult>().toExtend<HttpResponseInit>()
})

it('types the native side once the platform is known', () => {
  expectTypeOf<Extract<Platform, { name: 'azure' }>['event']>().toEqualTypeOf<AzureInput>()
  expectTypeOf<HttpRequest>().toExtend<AzureInput>()
  expectTypeOf<Extract<Platform, { name: 'azure' }>['context']>().toEqualTypeOf<InvocationContext>()
})
