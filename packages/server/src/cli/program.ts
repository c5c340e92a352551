/**
 * The grammar of the command line: commands, their options, and the help that follows from them.
 * What a command does is loaded when it is asked for.
 *
 * @module
 */
import { Command, Help, Option } from 'commander'
import type { DiscoverOptions } from './discover.ts'
import { examplesFor } from './examples.ts'
import type { IntegrateOptions } from './integrate.ts'
import { addressOption } from './integrate-address.ts'
import { LINGER, PORT, STALL_TIMEOUT, TIMEOUT, WAIT } from './limits.ts'
import {
  basePath,
  compat,
  fileMode,
  hostOption,
  listOption,
  logFormat,
  logLevel,
  numberOption,
  pacing,
  placeholder,
} from './option-values.ts'
import type { ProbeCommandOptions } from './probe.ts'
import type { ServeOptions } from './settings.ts'
import type { SnapshotOptions } from './snapshot.ts'
import type { Terminal } from './terminal.ts'

/** What the commands run in. */
export interface Surroundings {
  readonly terminal: Terminal
  readonly version: string
  /** The command line after `zoetrope`. */
  readonly words: readonly string[]
}

/** The whole command. It throws `CommanderError` instead of ending the process. */
export function createProgram(surroundings: Surroundings): Command {
  const { terminal, version } = surroundings
  const { paint } = terminal
  const program = new Command('zoetrope')
    .description('Captures a camera once, and shows it live to any number of people.')
    .usage('[NAME=]SOURCE...  |  zoetrope COMMAND')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .helpCommand('help [command]', 'print the help of a command')
    .configureOutput({
      writeOut: (text) => terminal.print(text),
      writeErr: (text) => terminal.remark(text),
      outputError: (text, write) => write(oneLine(text)),
    })
    .configureHelp({
      helpWidth: 80,
      styleTitle: (title) => paint.bold(title),
      subcommandTerm: (command) => command.name(),
    })
    .showHelpAfterError('  zoetrope --help shows what can be said.')
    .exitOverride()
  program.addHelpText('after', () => examplesFor('', paint))
  addServe(program, surroundings)
  addSnapshot(program, surroundings)
  addDevices(program, surroundings)
  addDiscover(program, surroundings)
  addControls(program, surroundings)
  addIntegrate(program, surroundings)
  addProbe(program, surroundings)
  addSchema(program, surroundings)
  return program
}

function addServe(program: Command, surroundings: Surroundings): void {
  const command = addCommand(program, 'serve', surroundings.terminal)
    .summary('show cameras in the browser (what happens without a command)')
    .description('Shows cameras in the browser and in anything else that can show an image.')
    .argument('[[NAME=]SOURCE...]', 'what to show; the test pattern if nothing is given')
    .option(
      '-p, --port <n>',
      'port to listen on; 0 takes a free one (default: 8080)',
      numberOption(PORT),
    )
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)', hostOption)
    .option('--socket <path>', 'listen on a Unix socket instead, for a proxy here')
    .option('--socket-mode <mode>', 'mode of its file (default: 660)', fileMode)
    .option('--tls-cert <file>', 'speak HTTPS with this certificate (PEM)')
    .option('--tls-key <file>', 'the private key of the certificate (PEM)')
    .option('--tls-self-signed', 'speak HTTPS with a certificate of its own making')
    .option('--open', 'agree that everybody in the network may watch')
    .option('--announce', 'tell the network of it and its cameras (mDNS)')
    .option('--announce-as <name>', 'the same, under this name')
    .option('-c, --config <file>', 'a YAML file with cameras and settings')
    .option('--base-path <path>', 'path under which a proxy shows the server', basePath)
    .option('--public <folder>', 'show your own pages beside the cameras')
    .option('--compat <servers>', 'servers to imitate: all, none, or their names', compat)
    .option('--pacing <rule>', 'auto, or write: as other servers do, for comparison', pacing)
    .option(
      '--stall-timeout <s>',
      'end who takes nothing for so long (default: 60)',
      numberOption(STALL_TIMEOUT),
    )
  addAccessOptions(command)
  addCameraOptions(command)
  addLogOptions(command)
  command.action(async (sources: string[], options: ServeOptions) => {
    const { serveCommand } = await import('./serve.ts')
    await serveCommand(sources, options, surroundings)
  })
}

function addAccessOptions(command: Command): void {
  command
    .option('--allow-host <name>', 'name by which people may call the server', listOption)
    .option('--allow-origin <origin>', 'foreign page that may read the pictures', listOption)
    .option(
      '--allow-control <address>',
      'who may set controls from elsewhere, or network',
      listOption,
    )
    .option('--allow-push <address>', 'who may publish from elsewhere, or network', listOption)
    .option('--push-create', 'let publishers make cameras')
    .option('--trust-proxy <address>', 'proxy whose X-Forwarded headers count', listOption)
}

function addCameraOptions(command: Command): void {
  command
    .option(
      '--linger <s>',
      'keep a camera on after its last viewer (default: 10)',
      numberOption(LINGER),
    )
    .option(
      '--placeholder <kind>',
      'dimmed, card, last, none or a JPEG, while there is no picture (default: dimmed)',
      placeholder,
    )
    .option('--always', 'keep the cameras on, whether somebody looks or not')
}

function addLogOptions(command: Command): void {
  command
    .addOption(
      new Option('--log-level <level>', 'trace, debug, info, warn, error or silent').argParser(
        logLevel,
      ),
    )
    .addOption(
      new Option('--log-format <format>', 'human or json (default: who reads it)').argParser(
        logFormat,
      ),
    )
}

function addSnapshot(program: Command, { terminal }: Surroundings): void {
  addCommand(program, 'snapshot', terminal)
    .summary('save one picture')
    .description('Takes one picture from a camera, a running server or any other source.')
    .argument('<[NAME=]SOURCE>', 'as for serve; a page of a running server will do')
    .option('-o, --output <file>', 'file or folder to write to; - writes to standard output')
    .option('-t, --timeout <s>', 'give up after so many seconds', numberOption(TIMEOUT), 10)
    .option('-w, --wait <n>', 'let so many frames pass first', numberOption(WAIT), 0)
    .action(async (source: string, options: SnapshotOptions) => {
      const { snapshotCommand } = await import('./snapshot.ts')
      await snapshotCommand(source, options, terminal)
    })
}

function addDevices(program: Command, { terminal }: Surroundings): void {
  addCommand(program, 'devices', terminal)
    .summary('list the cameras of this machine')
    .description('Lists the cameras of this machine, with the command that serves each.')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const { devicesCommand } = await import('./devices.ts')
      await devicesCommand(options, terminal)
    })
}

function addDiscover(program: Command, { terminal }: Surroundings): void {
  addCommand(program, 'discover', terminal)
    .summary('list the cameras of the network (ONVIF, mDNS)')
    .description(
      'Lists the cameras of the network: those with ONVIF, with a login their streams as well, and those that other servers announce (zoetrope serve --announce).',
    )
    .argument('[ADDRESS...]', 'ask these alone, such as those beyond a router')
    .option('-t, --timeout <s>', 'wait so many seconds for answers', numberOption(TIMEOUT), 3)
    .option('--interface <address>', 'ask only from this address of the machine', listOption)
    .option('--user <name>', "the cameras' user; or ZOETROPE_CAMERA_USER")
    .option('--password <password>', 'their password; or ZOETROPE_CAMERA_PASSWORD')
    .option('--json', 'print JSON')
    .action(async (hosts: string[], options: DiscoverOptions) => {
      const { discoverCommand } = await import('./discover.ts')
      await discoverCommand(hosts, options, terminal)
    })
}

function addControls(program: Command, { terminal }: Surroundings): void {
  addCommand(program, 'controls', terminal)
    .summary('list or set the controls of a camera: brightness, focus ...')
    .description('Lists what a camera plugged in here can be set to, or sets it.')
    .argument('<SOURCE>', 'the camera: /dev/video0, or its path below /dev/v4l/by-id')
    .argument('[NAME=VALUE...]', 'what to set; of a menu the label of an item, or its number')
    .option('--json', 'print JSON')
    .action(async (source: string, wishes: string[], options: { json?: boolean }) => {
      const { controlsCommand } = await import('./controls.ts')
      await controlsCommand(source, wishes, options, terminal)
    })
}

function addIntegrate(program: Command, { terminal }: Surroundings): void {
  const serve = program.commands.find((command) => command.name() === 'serve')
  const command = addCommand(program, 'integrate', terminal)
    .summary('print what OctoPrint, Home Assistant, nginx ... need')
    .description(
      'Prints the settings of other programs for these cameras, ready to be pasted. Nothing is opened. The sources and options are those of serve.',
    )
    .usage('[options] PROGRAM [[NAME=]SOURCE...]')
    .argument('[PROGRAM]', 'one of those below')
    .argument('[[NAME=]SOURCE...]', 'as for serve')
    .option('--url <address>', 'how others reach the server, or the path of a proxy', addressOption)
  // Help tells them where they belong.
  command.configureHelp({
    ...command.configureHelp(),
    visibleOptions: () =>
      new Help()
        .visibleOptions(command)
        .filter(({ long }) => !serve?.options.some((each) => each.long === long)),
  })
  for (const option of serve?.options ?? []) command.addOption(option)
  command.action(async (word: string | undefined, sources: string[], options: IntegrateOptions) => {
    const { integrateCommand } = await import('./integrate.ts')
    await integrateCommand(word, sources, options, terminal)
  })
}

function addProbe(program: Command, { terminal }: Surroundings): void {
  addCommand(program, 'probe', terminal)
    .summary('say what is wrong with any MJPEG stream or snapshot')
    .description(
      'Looks at a stream or a snapshot as each kind of viewer does; says what is wrong, who breaks on it, and what to do.',
    )
    .argument('<URL>', 'the stream or the snapshot; a login may stand in it')
    .option('--quick', 'a few seconds only, without a slow viewer')
    .option('-t, --timeout <s>', 'wait so many seconds for an answer', numberOption(TIMEOUT), 10)
    .option('--json', 'print JSON')
    .action(async (address: string, options: ProbeCommandOptions) => {
      const { probeCommand } = await import('./probe.ts')
      await probeCommand(address, options, terminal)
    })
}

function addSchema(program: Command, { terminal }: Surroundings): void {
  addCommand(program, 'config-schema', terminal)
    .summary('print the JSON Schema of the configuration file')
    .description('Prints the JSON Schema of the configuration file, for editors.')
    .action(async () => {
      const { configurationJsonSchema } = await import('./configuration.ts')
      terminal.print(`${JSON.stringify(configurationJsonSchema(), undefined, 2)}\n`)
    })
}

function addCommand(program: Command, name: string, { paint }: Terminal): Command {
  const command = program
    .command(name, { isDefault: name === 'serve' })
    .helpOption('-h, --help', 'print this')
    .showHelpAfterError(`  zoetrope help ${name} shows what can be said.`)
  return command.addHelpText('after', () => examplesFor(name, paint))
}

/** Commander's suggestion stands on a line of its own. */
function oneLine(text: string): string {
  return text
    .replace(/^error: /, 'zoetrope: ')
    .replace(/\n\(Did you mean (.*)\?\)/, '; did you mean $1?')
}
