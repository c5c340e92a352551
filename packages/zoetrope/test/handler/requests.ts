/**
 * The headers with which real programs ask for a stream, as far as they tell one from another.
 *
 * Chromium 156, Firefox 153, curl 7.88, wget, ffmpeg 5.1, mpv 0.35, VLC 3.0.24, GStreamer 1.22 (which
 * OpenCV uses where it is there) and Node were listened to; the others are as their makers document.
 * Browsers send `Sec-Fetch-*` only over HTTPS and to their own machine.
 *
 * @module
 */

/** Header names to values. */
export type Asking = Readonly<Record<string, string>>

const linux = 'Mozilla/5.0 (X11; Linux x86_64)'
const CHROME = `${linux} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36`
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0'
const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'

const CHROME_IMAGE = 'image/jxl,image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'
const CHROME_PAGE =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,' +
  'image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7'
const SAFARI_IMAGE =
  'image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,' +
  'image/svg+xml,image/*;q=0.8,*/*;q=0.5'
const SAFARI_PAGE = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const FIREFOX_IMAGE = 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5'

/** A browser's request: `destination` is there where it sends that. */
function browser(agent: string, accept: string, destination?: string): Asking {
  const asking = { 'user-agent': agent, accept }
  return destination ? { ...asking, 'sec-fetch-dest': destination } : asking
}

/** An `<img>`, a page or a background of Chromium and what is made of it. */
export const chromiumPaints: Readonly<Record<string, Asking>> = {
  'Chromium’s <img>': browser(CHROME, CHROME_IMAGE, 'image'),
  'Chromium’s <img> over plain HTTP, as OctoPrint and Mainsail show it': browser(
    CHROME,
    CHROME_IMAGE,
  ),
  'headless Chromium': browser(CHROME.replace('Chrome/', 'HeadlessChrome/'), CHROME_IMAGE, 'image'),
  'Chromium’s window': browser(CHROME, CHROME_PAGE, 'document'),
  'Chromium’s window over plain HTTP': browser(CHROME, CHROME_PAGE),
  'Chromium’s <iframe>': browser(CHROME, CHROME_PAGE, 'iframe'),
  'Chromium’s <object>': browser(CHROME, CHROME_PAGE, 'object'),
  'Chromium’s <embed>': browser(CHROME, CHROME_PAGE, 'embed'),
  Edge: browser(`${CHROME} Edg/156.0.0.0`, CHROME_IMAGE, 'image'),
  Android: browser(
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36',
    CHROME_IMAGE,
  ),
  'Qt WebEngine': browser(
    `${linux} AppleWebKit/537.36 (KHTML, like Gecko) QtWebEngine/6.8 Chrome/122.0.0.0 Safari/537.36`,
    CHROME_IMAGE,
    'image',
  ),
  'Raspberry Pi OS’s Chromium': browser(
    `${linux} AppleWebKit/537.36 (KHTML, like Gecko) Raspbian Chromium/78.0.3904.108 Chrome/78.0.3904.108 Safari/537.36`,
    'image/webp,image/apng,image/*,*/*;q=0.8',
  ),
}

/** The same of WebKit. */
export const webkitPaints: Readonly<Record<string, Asking>> = {
  'Safari’s <img>': browser(`${mac} Version/26.0 Safari/605.1.15`, SAFARI_IMAGE, 'image'),
  'an old Safari’s <img>': browser(
    `${mac} Version/14.1.2 Safari/605.1.15`,
    'image/webp,image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5',
  ),
  'Safari’s window': browser(`${mac} Version/26.0 Safari/605.1.15`, SAFARI_PAGE, 'document'),
  'an iPhone': browser(`${phone} Version/18.6 Mobile/15E148 Safari/604.1`, SAFARI_IMAGE, 'image'),
  'Chrome on an iPhone': browser(
    `${phone} CriOS/140.0.7339.101 Mobile/15E148 Safari/604.1`,
    SAFARI_IMAGE,
    'image',
  ),
  'Firefox on an iPhone': browser(
    `${phone} FxiOS/143.0 Mobile/15E148 Safari/605.1.15`,
    SAFARI_IMAGE,
    'image',
  ),
  'GNOME Web': browser(
    `${linux} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15`,
    'image/webp,image/avif,image/jxl,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
    'image',
  ),
}

/** Browsers of an unknown make that say they want a picture. */
export const unknownPaints: Readonly<Record<string, Asking>> = {
  NetSurf: browser('NetSurf/3.11 (Linux)', 'image/png, image/jpeg, image/*;q=0.8'),
  Ladybird: browser('Mozilla/5.0 (Linux; x86_64) Ladybird/1.0', 'image/*,*/*;q=0.5', 'image'),
  'a browser that only tells its destination': { 'sec-fetch-dest': 'image' },
}

/** Firefox, which paints at the delimiter; and those who read bytes, and must get the default. */
export const others: Readonly<Record<string, Asking>> = {
  'Firefox’s <img>': browser(FIREFOX, FIREFOX_IMAGE, 'image'),
  'Firefox’s <img> over plain HTTP': browser(FIREFOX, FIREFOX_IMAGE),
  'Firefox’s window': browser(FIREFOX, SAFARI_PAGE, 'document'),
  'Firefox’s <object>': browser(FIREFOX, '*/*', 'object'),
  'fetch() in Chromium, as Mainsail and Fluidd read it': browser(CHROME, '*/*', 'empty'),
  'fetch() in Chromium over plain HTTP': browser(CHROME, '*/*'),
  'fetch() in Chromium for pictures': browser(CHROME, 'image/jpeg', 'empty'),
  'fetch() in Safari': browser(`${mac} Version/26.0 Safari/605.1.15`, '*/*', 'empty'),
  'fetch() in Firefox': browser(FIREFOX, '*/*', 'empty'),
  'a <video> in Chromium': browser(CHROME, '*/*', 'video'),
  'fetch() in Node': { 'user-agent': 'node', accept: '*/*', 'sec-fetch-mode': 'cors' },
  curl: { 'user-agent': 'curl/7.88.1', accept: '*/*' },
  wget: { 'user-agent': 'Wget/1.21.3', accept: '*/*' },
  'ffmpeg, and OpenCV on it': { 'user-agent': 'Lavf/59.27.100', accept: '*/*', range: 'bytes=0-' },
  mpv: { 'user-agent': 'libmpv', accept: '*/*', range: 'bytes=0-', 'icy-metadata': '1' },
  VLC: { 'user-agent': 'VLC/3.0.24 LibVLC/3.0.24', 'icy-metadata': '1' },
  'GStreamer, and OpenCV on it': { 'user-agent': 'GStreamer souphttpsrc 1.22.0 libsoup/3.2.3' },
  'Home Assistant': {
    'user-agent': 'HomeAssistant/2026.11.1 aiohttp/3.13.1 Python/3.13',
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br',
  },
  aiohttp: { 'user-agent': 'Python/3.11 aiohttp/3.9.1', accept: '*/*' },
  requests: { 'user-agent': 'python-requests/2.28.1', accept: '*/*', connection: 'keep-alive' },
  urllib: { 'user-agent': 'Python-urllib/3.11', connection: 'close' },
  motion: { 'user-agent': 'Motion-netcam/4.5.1', connection: 'close' },
  go2rtc: { 'user-agent': 'Go-http-client/1.1', 'accept-encoding': 'gzip' },
  Zoetrope: { accept: 'multipart/x-mixed-replace, image/jpeg, */*;q=0.5' },
  'somebody who says nothing': {},
}
