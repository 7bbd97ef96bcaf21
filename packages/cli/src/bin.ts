#!/usr/bin/env node
import { Command } from 'commander'
import { createBuildCommand } from './commands/build.ts'
import { createCompareCommand } from './commands/compare.ts'

const program: Command = new Command('rove')
  .description('Build a Rove app for each cloud and compare it on their real runtimes.')
  .addCommand(createBuildCommand())
  .addCommand(createCompareCommand())

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
})
