import { expect, test } from 'vitest'
import { type PublishFacts, publishSituation } from '../../web/publish-situation.ts'

const calm: PublishFacts = {
  camera: 'phone',
  host: 'pi.local:8080',
  trouble: undefined,
  isAsking: false,
  link: { state: 'open', error: undefined },
  isHidden: false,
  isGiving: true,
  isAwake: true,
  wanted: 15,
  leftOut: 0,
  missed: 0,
}

const told = (facts: Partial<PublishFacts>) => publishSituation({ ...calm, ...facts })
const refused = (error: string, state: 'refused' | 'connecting' = 'refused') =>
  told({ link: { state, error } })

test('before the start it says that nothing is sent', () => {
  expect(told({ link: undefined })).toMatchObject({ sign: 'idle', headline: 'Nothing is sent yet' })
})

test('while the person is asked it waits', () => {
  expect(told({ isAsking: true })).toMatchObject({ sign: 'starting', isBad: false })
})

test('all is well', () => {
  expect(told({})).toMatchObject({ sign: 'live', headline: 'Live', isBad: false })
})

test('without HTTPS it names the two ways out, with the addresses to open', () => {
  const { headline, detail, isBad } = told({ trouble: 'insecure' })
  expect(headline).toContain('only to secure pages')
  expect(detail).toContain('--tls-self-signed')
  expect(detail).toContain('https://pi.local:8080/publish')
  expect(detail).toContain('http://localhost:8080/publish')
  expect(isBad).toBe(true)
  expect(told({ trouble: 'insecure', host: 'pi.local' }).detail).toContain(
    'http://localhost/publish',
  )
})

test.each(['unsupported', 'denied', 'absent', 'busy', 'vanished', 'unknown'] as const)(
  'for %s there is something to do',
  (trouble) => {
    const { sign, headline, detail, isBad } = told({ trouble })
    expect([sign, isBad]).toEqual(['missing', true])
    expect(headline).not.toBe('')
    expect(detail.length).toBeGreaterThan(20)
  },
)

test('that the screen stays on is said only where it does', () => {
  expect(told({}).detail).toContain('is kept on')
  expect(told({ isAwake: false }).detail).toBe('Keep this page in front, and the screen on.')
})

test('nobody watches: it is ready', () => {
  expect(told({ link: { state: 'paused', error: undefined } })).toMatchObject({
    sign: 'paused',
    headline: 'Ready: nobody is watching',
  })
})

test('a few pictures that are left out are not worth a word, more are', () => {
  expect(told({ leftOut: 2 }).headline).toBe('Live')
  expect(told({ leftOut: 9.6 })).toMatchObject({
    sign: 'live',
    headline: 'Live, over a slow link',
    detail: expect.stringContaining('Of 15 pictures a second 10 are left out'),
  })
})

test('a slow device is told apart from a slow link', () => {
  expect(told({ missed: 9, leftOut: 1 })).toMatchObject({
    headline: 'Live, as fast as this device can',
    detail: expect.stringContaining('makes 6 pictures a second, not 15'),
  })
  expect(told({ missed: 4, leftOut: 9 }).headline).toBe('Live, over a slow link')
})

test('a page in the background, or a camera that was taken away, is said', () => {
  expect(told({ isHidden: true }).detail).toContain('in the background')
  expect(told({ isGiving: false, isHidden: true })).toMatchObject({ sign: 'stalled' })
})

test('a server that is gone is waited for', () => {
  const error = 'ws://pi.local:8080/cameras/phone/frames closed the connection (1006)'
  expect(refused(error, 'connecting')).toMatchObject({
    sign: 'silent',
    headline: 'The server does not answer',
  })
  expect(told({ link: { state: 'connecting', error: undefined } })).toMatchObject({
    sign: 'opening',
    isBad: false,
  })
})

test('a refusal is told in words, and with those of the server', () => {
  expect(refused('PUSH_FORBIDDEN: say --allow-push network')).toEqual({
    sign: 'closed',
    headline: 'The server takes no pictures from this device',
    detail: 'say --allow-push network',
    isBad: true,
  })
  expect(refused('NO_SUCH_CAMERA: there are: a').headline).toContain('no camera “phone”')
  expect(refused('SOMETHING_NEW: as it says').headline).toBe(
    'The server takes no pictures from here',
  )
  expect(refused('SOMETHING_NEW: as it says').detail).toBe('as it says')
})

test('a refusal that passes is tried again', () => {
  expect(refused('PUBLISHER_PRESENT: 10.0.0.7 publishes', 'connecting')).toMatchObject({
    sign: 'opening',
    headline: 'Somebody else is sending to “phone”',
    detail: 'Trying again.',
  })
})
