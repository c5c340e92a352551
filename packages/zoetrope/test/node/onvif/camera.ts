/**
 * An ONVIF camera for tests: it answers WS-Discovery on the loopback interface, and tells its streams
 * to whoever knows the password. Written from the specifications on its own: it shares no line with
 * what is tested.
 *
 * @module
 */
import { createHash, randomUUID } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What the camera is like. */
export interface CameraOptions {
  readonly scopes?: readonly string[]
  readonly types?: string
  /** Milliseconds by which its clock is ahead of ours. */
  readonly ahead?: number
  /** Answers no question before so many probes have been lost. */
  readonly deaf?: number
  /** Replaces its answers to probes; `{id}` stands for the question's. */
  readonly answers?: readonly string[]
  /** The address at which it takes questions to itself alone. */
  readonly host?: string
  /** Wants HTTP digest in the place of a token. */
  readonly digest?: boolean
  /** Where it says that its services are. @default where they are */
  readonly services?: string
  readonly user?: string
  readonly password?: string
}

/** A running camera. It ends with the test. */
export interface OnvifCamera {
  readonly id: string
  readonly port: number
  /** Probes that it heard. */
  readonly probes: readonly string[]
  /** Questions to its services. */
  readonly asked: readonly string[]
}

const GROUP = '239.255.255.250'
const PORT = 3702
const OWN_SCOPES = [
  'onvif://www.onvif.org/type/video_encoder',
  'onvif://www.onvif.org/name/Front%20door',
  'onvif://www.onvif.org/hardware/HX-200',
  'onvif://www.onvif.org/location/porch',
]

/** Starts a camera. */
export async function onvifCamera(options: CameraOptions = {}): Promise<OnvifCamera> {
  const { host = '127.0.0.1' } = options
  const id = `urn:uuid:${randomUUID()}`
  const asked: string[] = []
  const http = createServer((request, response) => {
    void answer(request, response, { options, asked, origin: `http://${host}:${port}` })
  })
  await new Promise<void>((resolve) => http.listen(0, host, resolve))
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  const { port } = http.address() as AddressInfo // TCP, so never a string
  const probes: string[] = []
  const udp = createSocket({ type: 'udp4', reuseAddr: true })
  onTestFinished(() => void udp.close())
  // An answer to somebody who has left.
  udp.on('error', () => {})
  udp.on('message', (datagram, from) => {
    const probe = datagram.toString()
    probes.push(probe)
    if (probes.length <= (options.deaf ?? 0)) return
    const [, question = ''] = /<w:MessageID>uuid:(.*?)</.exec(probe) ?? []
    const services = options.services ?? `http://${host}:${port}/onvif/device_service`
    const { answers = [probeMatch({ id, services, options })] } = options
    for (const text of answers) udp.send(text.replaceAll('{id}', question), from.port, from.address)
  })
  udp.bind(PORT, options.host ?? '0.0.0.0')
  await once(udp, 'listening')
  if (options.host === undefined) udp.addMembership(GROUP, '127.0.0.1')
  return { id, port, probes, asked }
}

/** An answer to a probe, with the prefixes of a maker that is fond of long ones. */
export function probeMatch(match: {
  readonly id: string
  readonly services: string
  readonly options?: CameraOptions
}): string {
  const { id, services, options = {} } = match
  const { types = 'tdn:NetworkVideoTransmitter', scopes = OWN_SCOPES } = options
  return `<?xml version="1.0" encoding="utf-8"?>
<!-- made by hand -->
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:wsdd="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:tdn='http://www.onvif.org/ver10/network/wsdl'>
 <SOAP-ENV:Header><wsa:MessageID>uuid:1</wsa:MessageID><wsa:RelatesTo>uuid:{id}</wsa:RelatesTo></SOAP-ENV:Header>
 <SOAP-ENV:Body><wsdd:ProbeMatches><wsdd:ProbeMatch>
  <wsa:EndpointReference><wsa:Address>${id}</wsa:Address></wsa:EndpointReference>
  <wsdd:Types>${types}</wsdd:Types><wsdd:Scopes>${scopes.join(' ')}</wsdd:Scopes>
  <wsdd:XAddrs>${services}</wsdd:XAddrs><wsdd:MetadataVersion>10</wsdd:MetadataVersion>
 </wsdd:ProbeMatch></wsdd:ProbeMatches></SOAP-ENV:Body>
</SOAP-ENV:Envelope>`
}

interface Service {
  readonly options: CameraOptions
  readonly asked: string[]
  readonly origin: string
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { options, asked, origin }: Service,
): Promise<void> {
  let text = ''
  for await (const chunk of request) text += chunk
  const [, name = ''] = /<s:Body><(\w+)/.exec(text) ?? []
  asked.push(name)
  if (name !== 'GetSystemDateAndTime') {
    if (options.digest && !request.headers.authorization?.startsWith('Digest username="eye"')) {
      const challenge = 'Digest realm="cam", nonce="n", qop="auth"'
      return void response.writeHead(401, { 'www-authenticate': challenge }).end()
    }
    if (!options.digest && !isKnown(text, options)) return void fault(response, 'ter:NotAuthorized')
  }
  const body = BODIES[name]?.(text, origin, options)
  if (body === undefined) return void fault(response, 'ter:ActionNotSupported')
  response.writeHead(200, { 'content-type': 'application/soap+xml' }).end(soap(body))
}

function soap(body: string): string {
  return `<?xml version="1.0"?><env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Body>${body}</env:Body></env:Envelope>`
}

function fault(response: ServerResponse, code: string): void {
  const text = `<env:Fault><env:Code><env:Value>env:Sender</env:Value><env:Subcode><env:Value>${code}</env:Value></env:Subcode></env:Code><env:Reason><env:Text xml:lang="en">Not today</env:Text></env:Reason></env:Fault>`
  response.writeHead(400, { 'content-type': 'application/soap+xml' }).end(soap(text))
}

const used = new Set<string>()

/** WS-Security UsernameToken Profile 1.0: Base64(SHA-1(nonce + created + password)), each once, and fresh. */
function isKnown(
  message: string,
  { user = 'eye', password = 's3cret', ahead = 0 }: CameraOptions,
): boolean {
  const field = (name: string): string =>
    new RegExp(`<\\w:${name}(?: [^>]*)?>(.*?)<`).exec(message)?.[1] ?? ''
  const nonce = field('Nonce')
  const created = field('Created')
  const due = createHash('sha1')
    .update(Buffer.concat([Buffer.from(nonce, 'base64'), Buffer.from(created + password)]))
    .digest('base64')
  const age = Math.abs(Date.parse(created) - (Date.now() + ahead))
  const fresh = age < 5000 && !used.has(nonce)
  used.add(nonce)
  return field('Username') === user && field('Password') === due && fresh
}

type Body = (message: string, origin: string, options: CameraOptions) => string | undefined

const BODIES: Readonly<Record<string, Body>> = {
  GetSystemDateAndTime: (_message, _origin, { ahead = 0 }) => {
    const now = new Date(Date.now() + ahead)
    const [hour, minute, second] = [now.getUTCHours(), now.getUTCMinutes(), now.getUTCSeconds()]
    const date = `<tt:Year>${now.getUTCFullYear()}</tt:Year><tt:Month>${now.getUTCMonth() + 1}</tt:Month><tt:Day>${now.getUTCDate()}</tt:Day>`
    return `<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:UTCDateTime><tt:Time><tt:Hour>${hour}</tt:Hour><tt:Minute>${minute}</tt:Minute><tt:Second>${second}</tt:Second></tt:Time><tt:Date>${date}</tt:Date></tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`
  },
  GetCapabilities: (_, origin) =>
    `<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Media><tt:XAddr>${origin}/onvif/Media</tt:XAddr></tt:Media></tds:Capabilities></tds:GetCapabilitiesResponse>`,
  GetProfiles: () =>
    `<trt:GetProfilesResponse>${profile('main', 'MainStream', ['H264', 1920, 1080, 25])}${profile('sub', 'Sub', ['JPEG', 640, 480, 10])}</trt:GetProfilesResponse>`,
  GetStreamUri: (message, origin) =>
    mediaUri('Stream', `rtsp://${new URL(origin).hostname}:554/${tokenIn(message)}?a=1&amp;b=2`),
  GetSnapshotUri: (message, origin) =>
    tokenIn(message) === 'main' ? mediaUri('Snapshot', `${origin}/snap.jpg`) : undefined,
}

function profile(
  token: string,
  name: string,
  [encoding, width, height, fps]: readonly [string, number, number, number],
): string {
  return `<trt:Profiles fixed="true" token="${token}"><tt:Name>${name}</tt:Name><tt:VideoEncoderConfiguration token="v"><tt:Name>v</tt:Name><tt:Encoding>${encoding}</tt:Encoding><tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution><tt:RateControl><tt:FrameRateLimit>${fps}</tt:FrameRateLimit></tt:RateControl></tt:VideoEncoderConfiguration></trt:Profiles>`
}

function mediaUri(kind: string, uri: string): string {
  return `<trt:Get${kind}UriResponse><trt:MediaUri><tt:Uri>${uri}</tt:Uri></trt:MediaUri></trt:Get${kind}UriResponse>`
}

function tokenIn(message: string): string {
  return /<ProfileToken>(.*?)</.exec(message)?.[1] ?? ''
}
