/**
 * The script of the viewer's page.
 *
 * Nothing tells a page that the stream in an `<img>` has died, or that its pictures stand still. So it
 * gives itself a name, and asks every two seconds what the viewer of that name got.
 *
 * @module
 */

/** What runs in the page: plain JavaScript, for every browser that is in use. */
export const VIEWER_SCRIPT = `
const [picture, sign] = document.querySelectorAll('img, p')
const { up } = picture.dataset
let key, sent, seen, misses
function begin() {
  key = 'page-' + Math.random().toString(36).slice(2)
  sent = -1
  misses = 0
  seen = Date.now()
  picture.src = up + 'stream?key=' + key
}
function release() {
  key = undefined
  picture.src = ''
  // Only this closes the connection in WebKit.
  window.stop()
}
function say(text) {
  sign.textContent = text
  picture.className = text && 'stopped'
}
function judge(viewer) {
  misses = viewer ? 0 : misses + 1
  if (viewer && viewer.sent !== sent) {
    sent = viewer.sent
    seen = Date.now()
  }
  const seconds = Math.round((Date.now() - seen) / 1000)
  say(seconds < 5 ? '' : 'No new picture for ' + seconds + ' s')
  // It is not there any more: another one is begun, and waits for its pictures as long as this did.
  if (misses > 1) {
    const before = seen
    begin()
    seen = before
  }
}
async function look() {
  const asked = key
  if (!asked) return
  try {
    const answer = await fetch(up + 'viewers?key=' + asked, { signal: AbortSignal.timeout(5000) })
    // Where one may not ask, one cannot know.
    if (answer.status === 401 || answer.status === 403) return
    const { viewers = [] } = answer.ok ? await answer.json() : {}
    if (asked === key) judge(viewers[0])
  } catch {
    if (asked === key) judge()
  }
}
addEventListener('pagehide', release)
addEventListener('pageshow', ({ persisted }) => persisted && begin())
document.addEventListener('visibilitychange', () => document.hidden ? release() : key || begin())
setInterval(look, 2000)
if (!document.hidden) begin()`
