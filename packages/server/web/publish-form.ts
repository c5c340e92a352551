/**
 * What a person chooses: which camera of the server, which of the device, how large, how often, how
 * well.
 *
 * @module
 */
import { fill, part } from './markup.ts'
import { deviceNames } from './publish-device.ts'
import { choices, readSettings, remember, remembered, type Settings } from './publish-settings.ts'
import { publishWords as words } from './publish-words.ts'

/** Where cameras are listed, and whom to tell. */
export interface FormPorts {
  readonly list: string
  start(): void
  stop(): void
  /** Something else is chosen; for `quality` alone the camera of the device need not be opened anew. */
  change(what: 'camera' | 'quality'): void
}

const options = (values: readonly number[], word: (value: number, at: number) => string): string =>
  values.map((value, at) => `<option value="${value}">${word(value, at)}</option>`).join('')

const markup = `
  <label class="wide">
    <span>${words.camera}</span>
    <input data-part="camera" name="camera" list="cameras" required maxlength="64"
      pattern="[a-z0-9][a-z0-9_\\-]*" title="${words.cameraFormat}"
      autocapitalize="none" autocomplete="off" spellcheck="false"
      placeholder="${words.cameraHint}" />
    <datalist id="cameras" data-part="cameras"></datalist>
  </label>
  <p class="wide hint" data-part="none" hidden>
    ${words.noCamera} <code>${words.noCameraCommand}</code>
  </p>
  <label class="wide">
    <span>${words.device}</span>
    <select data-part="device" name="device">
      <option value="facing:environment">${words.back}</option>
      <option value="facing:user">${words.front}</option>
    </select>
  </label>
  <label>
    <span>${words.size}</span>
    <select data-part="size" name="size">${options(choices.size, words.sizeOf)}</select>
  </label>
  <label>
    <span>${words.quality}</span>
    <select data-part="quality" name="quality">
      ${options(choices.quality, (_, at) => words.qualities[at] ?? '')}
    </select>
  </label>
  <label class="wide">
    <span>${words.rate}</span>
    <select data-part="rate" name="rate">${options(choices.rate, words.rateOf)}</select>
  </label>
  <button class="act wide" data-part="act">${words.start}</button>`

/** The form of the page. */
export class PublishForm {
  readonly #form: HTMLFormElement
  readonly #ports: FormPorts
  #isRunning = false
  /** Resolves when the server's cameras are there to be chosen. */
  readonly #offered: Promise<void>

  constructor(form: HTMLFormElement, ports: FormPorts) {
    this.#form = form
    this.#ports = ports
    fill(form, markup)
    this.#show(remembered())
    this.#camera.value = new URL(document.URL).searchParams.get('camera') ?? ''
    // Checked when it is asked for the camera, by when the server has told those it has.
    form.noValidate = true
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#submit()
    })
    form.addEventListener('change', (event) => {
      if (event.target === this.#camera) return
      remember(this.settings)
      ports.change(event.target === part(form, 'quality', HTMLSelectElement) ? 'quality' : 'camera')
    })
    this.#offered = this.#offer()
  }

  /** The name of the camera to be; `undefined` while it cannot be one. */
  get camera(): string | undefined {
    return this.#form.reportValidity() ? this.#camera.value : undefined
  }

  get settings(): Settings {
    const value = (name: string): string => part(this.#form, name, HTMLSelectElement).value
    return readSettings({
      device: value('device'),
      size: Number(value('size')),
      rate: Number(value('rate')),
      quality: Number(value('quality')),
    })
  }

  /** Shows that pictures are sent, or that they may be. */
  running(isRunning: boolean): void {
    this.#isRunning = isRunning
    this.#camera.readOnly = isRunning
    const act = part(this.#form, 'act', HTMLButtonElement)
    act.textContent = isRunning ? words.stop : words.start
    act.classList.toggle('stop', isRunning)
  }

  /** Offers the cameras of this device by their names, now that they are told. @param taken The one in use. */
  async devices(taken: string | undefined): Promise<void> {
    const names = await deviceNames()
    if (names.length === 0) return
    const select = part(this.#form, 'device', HTMLSelectElement)
    const before = select.value
    select.replaceChildren(...names.map(({ id, label }) => new Option(label, id)))
    select.value =
      [taken, before, names[0]?.id].find((id) => names.some((name) => name.id === id)) ?? ''
  }

  async #submit(): Promise<void> {
    if (this.#isRunning) return this.#ports.stop()
    // Whoever is quick presses the button before that.
    if (this.#camera.value === '') await this.#offered
    this.#ports.start()
  }

  get #camera(): HTMLInputElement {
    return part(this.#form, 'camera', HTMLInputElement)
  }

  #show(settings: Settings): void {
    for (const [name, value] of Object.entries(settings)) {
      const select = part(this.#form, name, HTMLSelectElement)
      const known = Array.from(select.options).some((option) => option.value === `${value}`)
      // A device that has no name yet: it is asked for all the same.
      if (!known && name === 'device') select.add(new Option(words.lastDevice, `${value}`))
      select.value = `${value}`
    }
  }

  /** Offers the cameras of the server that wait for pictures. */
  async #offer(): Promise<void> {
    const names = await pushCameras(this.#ports.list)
    part(this.#form, 'cameras', HTMLDataListElement).replaceChildren(
      ...names.map((name) => new Option(name, name)),
    )
    part(this.#form, 'none', HTMLElement).hidden = names.length > 0 || this.#camera.value !== ''
    if (this.#camera.value === '') this.#camera.value = names[0] ?? ''
  }
}

/** The names of the server's cameras whose frames come from outside. */
async function pushCameras(list: string): Promise<string[]> {
  try {
    const response = await fetch(list, { headers: { accept: 'application/json' } })
    return readPushCameras(await response.json())
  } catch {
    // Whoever knows a name can type it.
    return []
  }
}

/** The cameras in the server's list that wait for pictures. */
export function readPushCameras(value: unknown): string[] {
  const cameras: unknown = typeof value === 'object' && value ? Reflect.get(value, 'cameras') : []
  if (!Array.isArray(cameras)) return []
  return cameras.flatMap((camera: unknown) => {
    if (typeof camera !== 'object' || !camera) return []
    const [name, source]: unknown[] = [Reflect.get(camera, 'name'), Reflect.get(camera, 'source')]
    const isPushed = typeof source === 'string' && source.startsWith('push:')
    return typeof name === 'string' && isPushed ? [name] : []
  })
}
