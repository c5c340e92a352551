import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { app, get } from './makers.ts'

test('what speaks to Prometheus is loaded when somebody asks, not at the start', async () => {
  const { cache } = createRequire(import.meta.url)
  const isLoaded = (): boolean => Object.keys(cache).some((path) => path.includes('/prom-client/'))
  const of = app()
  await get(of, '/viewers')
  await get(of, '/server')
  expect(isLoaded()).toBe(false)
  await get(of, '/metrics')
  expect(isLoaded()).toBe(true)
})
