import { expect, test } from 'vitest'
import { RecentAges } from '../../src/http/recent-ages.ts'

test('before the first age there is nothing to tell', () => {
  expect(new RecentAges().summary).toBeNull()
})

test('half are not above the median, and 99 of 100 not above the other', () => {
  const ages = new RecentAges()
  for (let age = 100; age >= 1; age--) ages.add(age)
  expect(ages.summary).toEqual({ p50: 50, p99: 99 })
})

test('the latest 1024 count', () => {
  const ages = new RecentAges()
  for (let n = 0; n < 5000; n++) ages.add(9999)
  for (let n = 0; n < 1024; n++) ages.add(20.04)
  expect(ages.summary).toEqual({ p50: 20, p99: 20 })
})
