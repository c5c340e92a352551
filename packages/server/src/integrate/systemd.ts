/**
 * systemd: a unit that starts the server with the machine, and lets it do nothing but its work.
 *
 * A service has no home and no terminal. Where something that it reads lies in somebody's home, it runs
 * as that user; else as a user of its own, which exists only while it runs.
 *
 * @module
 */
import { dirname } from 'node:path'
import { comments } from './paragraph.ts'
import type { Integration, Service, Setup } from './setup.ts'

type Setting = readonly [key: string, value: string]

/** What a server of pictures never needs. */
const FENCE: readonly Setting[] = [
  ['NoNewPrivileges', 'yes'],
  ['ProtectSystem', 'strict'],
  ['ProtectKernelTunables', 'yes'],
  ['ProtectKernelModules', 'yes'],
  ['ProtectKernelLogs', 'yes'],
  ['ProtectControlGroups', 'yes'],
  ['ProtectHostname', 'yes'],
  ['RestrictNamespaces', 'yes'],
  ['RestrictRealtime', 'yes'],
  ['RestrictSUIDSGID', 'yes'],
  ['RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6 AF_NETLINK'],
  ['LockPersonality', 'yes'],
  ['SystemCallArchitectures', 'native'],
]

/** The unit. */
export function systemd(setup: Setup): Integration {
  const { service, socket } = setup
  const settings: Setting[] = [
    ['Type', 'exec'],
    ['ExecStart', service.command.map(wordOf).join(' ')],
    ...(service.renews ? [['ExecReload', '/bin/kill -HUP $MAINPID'] as const] : []),
    ['Restart', 'on-failure'],
    ['RestartSec', '2'],
    ...(service.isConfigured ? [['EnvironmentFile', '-/etc/default/zoetrope'] as const] : []),
    ...userOf(service),
    ...(service.opensDevices ? [['SupplementaryGroups', 'video'] as const] : []),
    ['StateDirectory', 'zoetrope'],
    ['Environment', 'XDG_STATE_HOME=%S'],
    ...(socket === undefined ? [] : [folderOf(socket)]),
    ...capabilitiesOf(setup),
    ...(service.opensDevices ? [] : [['PrivateDevices', 'yes'] as const]),
    ...FENCE,
  ]
  const names = setup.cameras.map(({ name }) => name).join(', ')
  const note = service.runsPrograms
    ? comments('The programs that it runs may write where ReadWritePaths= allows it.')
    : ''
  return {
    text: `[Unit]
Description=Zoetrope${names && `: ${names}`}
After=network-online.target
Wants=network-online.target

[Service]
${note}${settings.map(([key, value]) => `${key}=${value}\n`).join('')}
[Install]
WantedBy=multi-user.target
`,
    steps: stepsOf(service),
  }
}

function userOf({ paths, user }: Service): Setting[] {
  const isPersonal = paths.some((path) => /^\/(home|root|run\/user|tmp|var\/tmp)\//.test(path))
  if (!isPersonal) {
    return [
      ['DynamicUser', 'yes'],
      ['ProtectHome', 'yes'],
      ['PrivateTmp', 'yes'],
    ]
  }
  const isTemporary = paths.some((path) => /^(\/var)?\/tmp\//.test(path))
  return [
    ['User', user],
    ['ProtectHome', 'read-only'],
    ['PrivateTmp', isTemporary ? 'no' : 'yes'],
  ]
}

/** A folder below /run is made for it; any other must be there. */
function folderOf(socket: string): Setting {
  const folder = dirname(socket)
  const [, name] = /^\/run\/([\w.-]+)$/.exec(folder) ?? []
  return name === undefined
    ? ['ReadWritePaths', quoted(folder.replaceAll('%', '%%'))]
    : ['RuntimeDirectory', name]
}

function capabilitiesOf({ service, socket }: Setup): Setting[] {
  const isPrivileged = socket === undefined && service.port > 0 && service.port < 1024
  if (!isPrivileged) return [['CapabilityBoundingSet', '']]
  return [
    ['AmbientCapabilities', 'CAP_NET_BIND_SERVICE'],
    ['CapabilityBoundingSet', 'CAP_NET_BIND_SERVICE'],
  ]
}

function stepsOf({ command, isConfigured }: Service): string[] {
  const npx =
    'npx keeps what it fetches for a while only: install it for good (npm install -g @zoetrope/server), and ask again.'
  const secret =
    'A password in ExecStart= can be read by everybody here: write the camera into a file, its password as a variable, and the variable into /etc/default/zoetrope.'
  return [
    'Into /etc/systemd/system/zoetrope.service; then systemctl daemon-reload and systemctl enable --now zoetrope.',
    ...(isConfigured ? ['Variables of the configuration file go into /etc/default/zoetrope.'] : []),
    ...(command.some((word) => /\/_npx\//.test(word)) ? [npx] : []),
    ...(command.some((word) => /:\/\/[^/\s]*:[^/\s]*@/.test(word)) ? [secret] : []),
  ]
}

/** One word of a command, as systemd.service(5) reads it. */
function wordOf(word: string): string {
  return quoted(word.replaceAll('%', '%%').replaceAll('$', '$$$$'))
}

/** One word of any setting that takes several. */
function quoted(word: string): string {
  if (/^[\w@+=:,./%$?&-]+$/.test(word)) return word
  return `"${word.replace(/["\\]/g, '\\$&').replace(/\p{Cc}/gu, escaped)}"`
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
