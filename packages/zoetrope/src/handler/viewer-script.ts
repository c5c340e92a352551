/**
 * The script of the viewer's page.
 *
 * Nothing tells a page that the stream in an `<img>` has died, or that its pictures stand still. So it
 * gives itself a name, and asks every two seconds what the viewer of that name got. Where nobody knows
 * that viewer, it begins anew, less and less often: behind several servers it may be another one's.
 *
 * @module
 */

/** What runs in the page: plain JavaScript, for every browser that is in use. */
export const VIEWER_SCRIPT = `
const [picture, sign] = document.querySelectorAll('img, p')
const { up } = picture.dataset
let key, sent, misses, seen = Date.now(), patience = 1, knows = false
function begin() {
  key = 'page-' + Math.random().toString(36).slice(2)
  sent = -1
  misses = 0
  picture.src = up + 'stream?key=' + key
}
function release() {
  key = undefined
  picture.src = ''
  // Only this closes the connection in WebKit.
  window.stop()
}
function judge() {
  const seconds = Math.round((Date.now() - seen) / 1000)
  const isStill = knows && seconds >= 5
  sign.textContent = isStill ? 'No new picture for ' + seconds + ' s' : ''
  picture.className = isStill ? 'stopped' : ''
}
function heed(viewer) {
  if (viewer) {
    knows = true
    misses = 0
    patience = 1
    if (viewer.sent !== sent) seen = Date.now()
    sent = viewer.sent
  } else if (++misses > patience) {
    patience = Math.min(patience * 2, 30)
    begin()
  }
}
async function look() {
  const asked = key
  if (!asked) return
  try {
    const answer = await fetch(up + 'viewers?key=' + asked, { signal: AbortSignal.timeout(5000) })
    if (answer.status >= 500) throw answer
    // Where one may not ask, or is led to a login, one cannot know.
    if (!answer.ok || answer.redirected) return answer.body.cancel()
    const { viewers } = await answer.json()
    if (asked === key) heed(viewers && viewers[0])
  } catch {
    // As soon as there is an answer again, a viewer that is gone is missed at once.
    knows = true
    misses = 30
  }
  judge()
}
picture.addEventListener('error', () => { if (key) knows = true })
addEventListener('pagehide', release)
addEventListener('pageshow', ({ persisted }) => { if (persisted) resume() })
document.addEventListener('visibilitychange', () => document.hidden ? release() : resume())
function resume() {
  if (key || document.hidden) return
  seen = Date.now()
  begin()
}
setInterval(look, 2000)
resume()`
