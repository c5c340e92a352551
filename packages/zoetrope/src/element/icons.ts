/**
 * The element's drawings, as paths. Each state has a shape of its own, so that nothing depends on
 * colour.
 *
 * @module
 */

/** All drawings, by name: of states, and of buttons. */
export const drawings = {
  connecting: 'M5 9v6M9.7 6v12M14.3 6v12M19 9v6',
  live: 'M6 12a6 6 0 1 0 12 0a6 6 0 1 0-12 0z',
  unchecked:
    'M4 12a8 8 0 1 0 16 0a8 8 0 1 0-16 0zM9.6 9.6c.3-3 5.3-2.6 4.9.3-.2 1.6-2.5 1.7-2.5 3.7M12 16.6v.1',
  // An hourglass.
  stalled: 'M6.5 4h11M6.5 20h11M8 4c0 5 8 11 8 16M16 4c0 5-8 11-8 16',
  lost: 'M12 4 2.8 20h18.4zM12 10v4.6M12 17.4v.1',
  paused: 'M8.5 6v12M15.5 6v12',
  play: 'M8 5.5v13l10.5-6.5z',
  // A camera.
  snapshot: 'M4 8h3.5l1.5-2.5h6L16.5 8H20v11H4zM8.8 13.3a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0z',
  enlarge: 'M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5',
  shrink: 'M4 9h5V4M20 9h-5V4M4 15h5v5M20 15h-5v5',
  float: 'M3.5 5h17v14h-17zM12.5 12.5h5v3.5h-5z',
} as const

/** One of {@link drawings}. */
export type IconName = keyof typeof drawings
