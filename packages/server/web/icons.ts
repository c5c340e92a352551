/**
 * The page's drawings. Each sign has a shape of its own, so that nothing depends on colour.
 *
 * @module
 */
import type { Sign } from './sign.ts'

/** All drawings, by name. */
export type Icon = Sign | 'logo' | 'back' | 'enlarge' | 'shrink' | 'download' | 'copy' | 'done'

const drawings: Record<Icon, string> = {
  // A drum with slits on its foot.
  logo: '<ellipse cx="12" cy="5.5" rx="9" ry="2.8"/><path d="M3 5.5v8c0 1.6 4 2.9 9 2.9s9-1.3 9-2.9v-8"/><path d="M6.4 10.6v3M10.1 11.3v3M13.9 11.3v3M17.6 10.6v3M12 16.4v3.4M7.5 21h9"/>',
  live: '<circle cx="12" cy="12" r="6" fill="currentColor"/>',
  refreshing: '<path d="M18.5 9A7 7 0 1 0 19 12"/><path d="M19.5 4.5V9H15"/>',
  opening:
    '<circle cx="5" cy="12" r="1.4" fill="currentColor"/><circle cx="12" cy="12" r="1.4" fill="currentColor"/><circle cx="19" cy="12" r="1.4" fill="currentColor"/>',
  starting: '<path d="M5 9v6M9.7 6v12M14.3 6v12M19 9v6"/>',
  idle: '<circle cx="12" cy="12" r="6"/>',
  paused: '<path d="M8.5 6v12M15.5 6v12"/>',
  // An hourglass.
  stalled: '<path d="M6.5 4h11M6.5 20h11M8 4c0 5 8 11 8 16M16 4c0 5-8 11-8 16"/>',
  lost: '<path d="M12 4 2.8 20h18.4z"/><path d="M12 10v4.6M12 17.4v.1"/>',
  closed: '<rect x="6" y="6" width="12" height="12" rx="1.5"/>',
  silent: '<circle cx="12" cy="12" r="8"/><path d="M6.4 6.4l11.2 11.2"/>',
  missing:
    '<circle cx="12" cy="12" r="8"/><path d="M9.6 9.6c.3-3 5.3-2.6 4.9.3-.2 1.6-2.5 1.7-2.5 3.7M12 16.6v.1"/>',
  back: '<path d="M14.5 5.5 8 12l6.5 6.5"/>',
  enlarge: '<path d="M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5"/>',
  shrink: '<path d="M4 9h5V4M20 9h-5V4M4 15h5v5M20 15h-5v5"/>',
  download: '<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/>',
  copy: '<rect x="8.5" y="8.5" width="11" height="11" rx="2"/><path d="M5.5 15.5h-1v-11h11v1"/>',
  done: '<path d="m5 12.5 4.8 5L19 7"/>',
}

/** Markup of an inline SVG, hidden from screen readers: the word beside it speaks. */
export function icon(name: Icon): string {
  return `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${drawings[name]}</svg>`
}
