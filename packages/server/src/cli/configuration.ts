/**
 * The configuration file's schema: one description that checks the file, types it, and becomes the
 * JSON Schema for editors.
 *
 * Every check carries the words for what it expects, so that an error can say them.
 *
 * @module
 */
import * as z from 'zod'
import type { ControlValues } from 'zoetrope'
import type { AnnounceConfiguration } from './announce-settings.ts'
import { compatSchema } from './compat-configuration.ts'
import type { CompatConfiguration } from './compat-settings.ts'
import { type GateConfiguration, gateShape } from './gate-configuration.ts'
import { type HookConfiguration, hooksSchema } from './hook-configuration.ts'
import {
  BASE_PATH,
  FILE_MODE,
  HOST,
  LINGER,
  LOG_FORMATS,
  LOG_LEVELS,
  type LogFormat,
  type LogLevel,
  PACINGS,
  type Pacing,
  PLACEHOLDER,
  PORT,
  RING_AGE,
  RING_BYTES,
  RING_CAPACITY,
  STALL_TIMEOUT,
} from './limits.ts'
import { nameProblem } from './names.ts'
import { pushSchema } from './push-configuration.ts'
import type { PushConfiguration } from './push-settings.ts'
import { choice, flag, list, number, pattern, section, text } from './setting-schema.ts'
import type { TlsConfiguration } from './tls-settings.ts'

/** How many frames a camera keeps addressable. */
export interface RingConfiguration {
  readonly capacity?: number | undefined
  readonly maxBytes?: number | undefined
  /** Seconds. */
  readonly maxAge?: number | undefined
}

/** How a camera lives. */
export interface CameraDefaults extends GateConfiguration {
  /** Seconds. */
  readonly linger?: number | undefined
  readonly always?: boolean | undefined
  readonly ring?: RingConfiguration | undefined
  /** A word, or the path of a JPEG. */
  readonly placeholder?: string | undefined
  readonly placeholderSnapshots?: boolean | undefined
}

/** One camera. */
export interface CameraConfiguration extends CameraDefaults {
  readonly source: string
  readonly controls?: ControlValues | undefined
}

/** Where and for whom the server listens. */
export interface ServerConfiguration {
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly socket?: string | undefined
  /** Octal. */
  readonly socketMode?: string | undefined
  readonly tls?: TlsConfiguration | undefined
  readonly basePath?: string | undefined
  readonly public?: string | undefined
  readonly open?: boolean | undefined
  readonly announce?: AnnounceConfiguration | undefined
  readonly allowHosts?: readonly string[] | undefined
  readonly allowOrigins?: readonly string[] | undefined
  readonly allowControl?: readonly string[] | undefined
  readonly trustProxy?: readonly string[] | undefined
  readonly pacing?: Pacing | undefined
  /** Seconds. */
  readonly stallTimeout?: number | undefined
  readonly push?: PushConfiguration | undefined
  readonly compat?: CompatConfiguration | undefined
}

/** What the log says, and how. */
export interface LogConfiguration {
  readonly level?: LogLevel | undefined
  readonly format?: LogFormat | undefined
}

/** A configuration file. */
export interface Configuration {
  readonly server?: ServerConfiguration | undefined
  readonly defaults?: CameraDefaults | undefined
  readonly cameras?: Readonly<Record<string, string | CameraConfiguration>> | undefined
  readonly hooks?: readonly HookConfiguration[] | undefined
  readonly log?: LogConfiguration | undefined
}

/** Checks a configuration that was read from a file. */
export const configurationSchema: z.ZodType<Configuration> = fileSchema()

/** The JSON Schema of the configuration file, for editors and other programs. */
export function configurationJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(configurationSchema, { io: 'input' })
  return { $schema, title: 'Zoetrope configuration', ...schema }
}

function fileSchema(): z.ZodType<Configuration> {
  return z.strictObject(
    {
      server: serverSchema().optional().describe('Where and for whom the server listens.'),
      defaults: section(livingShape()).optional().describe('Holds for every camera below.'),
      cameras: camerasSchema().optional().describe('The cameras by name: what to open for each.'),
      hooks: hooksSchema().optional().describe('What to do when something happens.'),
      log: section({
        level: choice(LOG_LEVELS).optional().describe('How much the log says. Default: info'),
        format: choice(LOG_FORMATS)
          .optional()
          .describe('How the log looks. Default: human on a terminal, else json'),
      }).optional(),
    },
    'settings (server, defaults, cameras, hooks, log)',
  )
}

function serverSchema(): z.ZodType<ServerConfiguration> {
  return section({
    host: pattern(HOST)
      .optional()
      .describe('The address to listen on. Default: 127.0.0.1, this machine only'),
    port: number(PORT).optional().describe('Default: 8080'),
    ...socketShape(),
    tls: tlsSchema().optional().describe('Speaks HTTPS. Default: plain HTTP'),
    basePath: pattern(BASE_PATH)
      .optional()
      .describe('The path under which a reverse proxy shows the server. Default: /'),
    public: text('a folder')
      .optional()
      .describe('A folder of your own pages, shown beside the cameras.'),
    open: flag()
      .optional()
      .describe(
        'Consents to an address that others can reach, without access control. Default: false',
      ),
    announce: announceSchema(),
    allowHosts: list('host names').optional().describe('Names besides localhost and IP addresses.'),
    allowOrigins: list('origins, such as https://example.org')
      .optional()
      .describe('Foreign pages that may read the streams.'),
    allowControl: list('addresses, ranges such as 192.168.1.0/24, network or any')
      .optional()
      .describe('Who may set controls besides programs of this machine. Default: nobody'),
    trustProxy: list('addresses of reverse proxies')
      .optional()
      .describe('Proxies whose X-Forwarded headers are believed.'),
    pacing: choice(PACINGS)
      .optional()
      .describe(
        'auto keeps every picture as fresh as its link allows; write sends whenever a socket takes a frame, as other servers do. Default: auto',
      ),
    stallTimeout: number(STALL_TIMEOUT)
      .optional()
      .describe('Seconds that a viewer may take nothing before it is ended. Default: 60'),
    push: pushSchema().optional().describe('Who may publish to cameras whose source is push:.'),
    compat: compatSchema()
      .optional()
      .describe('Which other servers are imitated: their addresses are answered too.'),
  })
}

function socketShape() {
  return {
    socket: text('the path of a Unix socket')
      .optional()
      .describe('A Unix socket to listen on, in the place of host and port.'),
    socketMode: pattern(FILE_MODE)
      .optional()
      .describe('The mode of its file, in quotes: who may write may watch. Default: "660"'),
  }
}

function announceSchema(): z.ZodOptional<z.ZodType<AnnounceConfiguration>> {
  const name = text('a name for people').optional()
  const named = section({
    name: name.describe('What it is called there. Default: Zoetrope on this host'),
  })
  return z
    .union([flag(), named])
    .optional()
    .describe('Tells the network of the server and its cameras (mDNS). Default: false')
}

function tlsSchema(): z.ZodType<TlsConfiguration> {
  return section({
    cert: text('the file of a certificate')
      .optional()
      .describe('The certificate in PEM form, those of its authorities behind it.'),
    key: text('the file of a private key').optional().describe('Its private key in PEM form.'),
    selfSigned: flag()
      .optional()
      .describe('Makes a certificate, of which browsers warn. Default: false'),
  })
}

function camerasSchema(): z.ZodType<Record<string, string | CameraConfiguration>> {
  const camera = z.union([
    text('a source, such as /dev/video0'),
    section({
      source: text('a source, such as /dev/video0').describe('What to open, such as /dev/video0.'),
      controls: controlsSchema()
        .optional()
        .describe('Set whenever the camera is opened; zoetrope controls lists what there is.'),
      ...livingShape(),
    }),
  ])
  const name = z.string().superRefine((value, context) => {
    // The error names the key already, so that only the rest of the sentence is wanted.
    const problem = nameProblem(value)
    if (problem) context.addIssue({ code: 'custom', message: problem.slice(value.length + 3) })
  })
  return z.record(name, camera, 'cameras by name, such as front: /dev/video0')
}

function controlsSchema(): z.ZodType<ControlValues> {
  const words = 'a number, true or false, or the label of a menu item'
  const value = z.union([z.number(words), z.boolean(words), z.string(words)])
  return z.record(z.string(), value, 'controls by name, such as brightness: 12')
}

function livingShape() {
  return {
    linger: number(LINGER)
      .optional()
      .describe('Seconds the source keeps running after the last viewer left. Default: 10'),
    always: flag().optional().describe('Runs the source also while nobody looks. Default: false'),
    placeholder: pattern(PLACEHOLDER)
      .optional()
      .describe(
        'What viewers see while the camera gives nothing: its last picture dimmed, a card with its name and state, its last picture as it was, nothing new (none), or a JPEG of yours. Default: dimmed',
      ),
    placeholderSnapshots: flag()
      .optional()
      .describe(
        'Answers snapshots with the placeholder, instead of 503, while the camera gives nothing. Default: false',
      ),
    ...gateShape(),
    ring: section({
      capacity: number(RING_CAPACITY).optional().describe('Frames kept addressable. Default: 10'),
      maxBytes: number(RING_BYTES).optional().describe('Bytes of them all. Default: 67108864'),
      maxAge: number(RING_AGE).optional().describe('Seconds a frame is kept. Default: no limit'),
    }).optional(),
  }
}
