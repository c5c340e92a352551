/**
 * The question "which cameras are here?" and its answers, as WS-Discovery words them: SOAP in a
 * datagram.
 *
 * @module
 */
import { randomUUID } from 'node:crypto'
import { descendants, type Element, first, parseElement, textOf } from './element.ts'
import { cleanText, cleanUrl } from './outsider.ts'

/** A camera that answered. */
export interface FoundCamera {
  /** The IP address it answered from. */
  readonly address: string
  /** What it calls itself for ever, mostly `urn:uuid:...`. */
  readonly id: string
  /** What somebody called it; mostly its maker or model. */
  readonly name: string | undefined
  readonly hardware: string | undefined
  readonly location: string | undefined
  /** Where its ONVIF service can be asked further questions (XAddrs). */
  readonly services: readonly string[]
}

/** A question. */
export interface Probe {
  readonly message: string
  /** Whether an answer to somebody's question is one to this one. */
  isAnsweredBy(relatesTo: string): boolean
}

const MAX_MATCHES = 16
const MAX_SCOPES = 64
const MAX_SERVICES = 8

/** What cameras call themselves: most the first, some only the second. */
const TYPES = [
  ['dn:NetworkVideoTransmitter', 'dn', 'http://www.onvif.org/ver10/network/wsdl'],
  ['tds:Device', 'tds', 'http://www.onvif.org/ver10/device/wsdl'],
] as const

/** One question for each way in which cameras call themselves. */
export function probes(): Probe[] {
  return TYPES.map(([type, prefix, namespace]) => {
    const id = randomUUID()
    const message = `<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:${prefix}="${namespace}"><e:Header><w:MessageID>uuid:${id}</w:MessageID><w:To e:mustUnderstand="true">urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To><w:Action e:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header><e:Body><d:Probe><d:Types>${type}</d:Types></d:Probe></e:Body></e:Envelope>`
    return { message, isAnsweredBy: (relatesTo) => relatesTo.toLowerCase().includes(id) }
  })
}

/** The cameras that a datagram from `address` names; none where it is something else, or not for us. */
export function readMatches(
  datagram: string,
  address: string,
  asked: readonly Probe[],
): FoundCamera[] {
  const envelope = parseElement(datagram)
  const relatesTo = textOf(envelope, 'Header', 'RelatesTo')
  // Some leave it out; but an answer to somebody else's question is not ours to take.
  const isOurs = relatesTo === undefined || asked.some((probe) => probe.isAnsweredBy(relatesTo))
  if (!isOurs) return []
  const matches = descendants(first(envelope, 'Body', 'ProbeMatches'), 'ProbeMatch')
  return Array.from(matches)
    .slice(0, MAX_MATCHES)
    .flatMap((match) => cameraOf(match, address) ?? [])
}

function cameraOf(match: Element, address: string): FoundCamera | undefined {
  const scopes = wordsOf(match, 'Scopes').slice(0, MAX_SCOPES)
  const types = wordsOf(match, 'Types').join(' ')
  // Printers and computers answer as well, some to anything that is asked.
  const isCamera =
    /NetworkVideoTransmitter/.test(types) || scopes.some((scope) => ONVIF.test(scope))
  if (!isCamera) return undefined
  const services = wordsOf(match, 'XAddrs').flatMap((text) => cleanUrl(text, HTTP) ?? [])
  const scoped = (kind: string): string | undefined => {
    const start = `onvif://www.onvif.org/${kind}/`
    const scope = scopes.find((each) => each.toLowerCase().startsWith(start))
    return cleanText(decodedUri(scope?.slice(start.length)))
  }
  return {
    address,
    id: cleanText(textOf(match, 'EndpointReference', 'Address')) ?? address,
    name: scoped('name'),
    hardware: scoped('hardware'),
    location: scoped('location'),
    services: services.slice(0, MAX_SERVICES),
  }
}

const ONVIF = /^onvif:\/\//i
const HTTP = ['http:', 'https:']

function wordsOf(match: Element, name: string): string[] {
  return (textOf(match, name) ?? '').split(/\s+/).filter((word) => word !== '')
}

function decodedUri(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text)
  } catch {
    return text
  }
}
