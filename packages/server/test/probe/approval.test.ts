import { expect, test } from 'vitest'
import { approvals } from '../../src/probe/approval.ts'
import { finding } from '../../src/probe/finding.ts'

test('what was looked at and found without a fault is told, and nothing else', () => {
  const all = approvals(['boundary', 'slow'], [])
  expect(all).toEqual([
    'the boundary is a bare token, and the body uses it',
    'a slow viewer sees the newest frame, and holds up nobody',
  ])
  expect(approvals(['boundary'], [finding('BOUNDARY_QUOTED', 'it has quotes')])).toEqual([])
})

test('a rhythm that could not be judged is not praised', () => {
  const praised = approvals(['rhythm'], [finding('BUSY_HERE', 'too busy')])
  expect(praised).toEqual(['the first frame comes at once'])
})
