/**
 * `<contact-banner>`: says that the server does not answer, or refused, and when it is asked again.
 *
 * @module
 */
import { icon } from './icons.ts'
import { fill, part, say } from './markup.ts'
import type { Contact } from './status-poll.ts'
import { words } from './words.ts'

const markup = `
  ${icon('silent')}
  <p><strong role="alert" data-part="trouble"></strong> <span data-part="again"></span></p>`

/** Hidden while all is well. */
export class ContactBanner extends HTMLElement {
  connectedCallback(): void {
    this.hidden = true
    fill(this, markup)
  }

  /** Says what there is to say at `now` (milliseconds since the Unix epoch). */
  show(contact: Contact, now: number): void {
    this.hidden = contact.kind === 'answer'
    say(part(this, 'trouble', HTMLElement), trouble(contact))
    const again = contact.kind === 'silence' ? words.again(contact.retryAt - now) : ''
    say(part(this, 'again', HTMLElement), again)
  }
}

function trouble(contact: Contact): string {
  if (contact.kind === 'silence') return contact.offline ? words.offline : words.noAnswer
  if (contact.kind === 'refusal') return `${words.refused}: ${contact.detail ?? contact.code}`
  return ''
}
