/**
 * How the element looks. As a style sheet that is made by a script, which no policy of a page
 * forbids, and which all elements share.
 *
 * @module
 */

const css = `
:host {
  --_stage: var(--zoetrope-stage, #0e0b09);
  --_veil: var(--zoetrope-veil, rgb(14 11 9 / 82%));
  --_chalk: var(--zoetrope-chalk, #f6ecdd);
  --_accent: var(--zoetrope-accent, #e9bd72);
  --_paper: var(--zoetrope-paper, #e2d9c9);
  --_ink: var(--zoetrope-ink, #2b2119);
  --_muted: #5b4e41;
  display: inline-block;
  position: relative;
  max-width: 100%;
  vertical-align: bottom;
  overflow: hidden;
  border-radius: var(--zoetrope-radius, 0);
  color: var(--_chalk);
  font: var(--zoetrope-font, 14px/1.3 system-ui, sans-serif);
  -webkit-text-size-adjust: 100%;
}
@media (prefers-color-scheme: dark) {
  :host {
    --_paper: var(--zoetrope-paper, #1f1a15);
    --_ink: var(--zoetrope-ink, #f3e9da);
    --_muted: #b5a794;
  }
}
:host([hidden]), [hidden] { display: none !important; }
:host(:fullscreen) { width: 100%; height: 100%; max-width: none; border-radius: 0; background: #000; }
* { box-sizing: border-box; margin: 0; }
.stage { position: relative; width: 100%; height: 100%; background: var(--_stage); outline: none; }
.stage[data-empty] { background: var(--_paper); }
.stage:focus-visible::after { content: ""; position: absolute; inset: 0; z-index: 3; border: 3px solid var(--_accent); pointer-events: none; }
canvas { display: block; width: 100%; height: 100%; object-fit: contain; }
:host([fit="cover"]) canvas { object-fit: cover; }
:host([fit="fill"]) canvas { object-fit: fill; }
:host([fit="none"]) canvas { object-fit: none; }
.stage[data-empty] canvas { visibility: hidden; }
/* A picture that is not live is seen through a drum that stands still: grey, dark, behind slits. */
.stage:is([data-state="connecting"], [data-state="stalled"], [data-state="lost"]) canvas { filter: var(--zoetrope-dim, grayscale(1) brightness(0.55)); }
.stage[data-state="paused"] canvas { filter: var(--zoetrope-dim, grayscale(0.7) brightness(0.75)); }
.stage:is([data-state="stalled"], [data-state="lost"]):not([data-empty]) .slits { position: absolute; inset: 0; background: repeating-linear-gradient(90deg, rgb(14 11 9 / 55%) 0 9px, transparent 9px 14px); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.overlay { position: absolute; inset: 8px 8px auto; display: flex; flex-direction: column; align-items: flex-start; gap: 4px; pointer-events: none; }
.line { display: inline-flex; align-items: center; gap: 6px; max-width: 100%; padding: 4px 9px 4px 7px; border-radius: 6px; background: var(--_veil); line-height: 1.2; white-space: nowrap; }
.state { font-weight: 600; }
.age { overflow: hidden; font-variant-numeric: tabular-nums; text-overflow: ellipsis; }
.age::before { content: "·"; margin-right: 6px; }
.reason { max-width: 100%; padding: 3px 9px; border-radius: 6px; background: var(--_veil); font-size: 0.93em; display: -webkit-box; overflow: hidden; overflow-wrap: anywhere; -webkit-box-orient: vertical; -webkit-line-clamp: 2; }
svg { flex: none; width: 1.15em; height: 1.15em; fill: none; stroke: currentcolor; stroke-width: 2.2; stroke-linecap: round; stroke-linejoin: round; }
.sign { display: contents; }
[data-state="live"] .sign { color: #84dfa0; }
[data-state="connecting"] .sign, [data-state="unchecked"] .sign { color: #f1cb7e; }
[data-state="stalled"] .sign { color: #ffb576; }
[data-state="lost"] .sign { color: #ff9d8e; }
.notice { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 4px; padding: 12px; color: var(--_ink); text-align: center; pointer-events: none; overflow-wrap: anywhere; }
.stage:not([data-empty]) .notice { display: none; }
.stage[data-empty] .overlay { display: none; }
.message { font-weight: 600; font-size: 1.07em; }
.why { max-width: 34em; color: var(--_muted); }
.drum { width: 84px; height: 26px; margin-bottom: 6px; border: 3px solid var(--_muted); border-radius: 50% / 6px; background: repeating-linear-gradient(90deg, transparent 0 10px, #a8711d 10px 14px) 0 center / 112px 12px no-repeat #14110e; }
.stage:not([data-state="connecting"]) .drum { display: none; }
@media (prefers-reduced-motion: no-preference) {
  .drum { animation: turn 0.9s linear infinite; }
  canvas { transition: filter 0.2s; }
  .controls { transition: opacity 0.2s; }
}
@keyframes turn { from { background-position-x: -28px; } to { background-position-x: 0; } }
.controls { position: absolute; inset: auto 8px 8px; display: flex; justify-content: flex-end; gap: 2px; width: max-content; max-width: calc(100% - 16px); margin-left: auto; padding: 2px; border-radius: 10px; background: var(--_veil); }
.button { display: grid; place-items: center; width: 44px; min-width: 0; height: 44px; padding: 0; border: 0; border-radius: 8px; background: none; color: var(--_chalk); font: inherit; font-size: 18px; cursor: pointer; }
.button:hover { background: rgb(246 236 221 / 14%); }
.button:active { background: rgb(246 236 221 / 26%); }
.button:focus-visible { outline: 3px solid var(--_accent); outline-offset: -3px; }
@media (hover: hover) {
  .stage[data-state="live"]:not(:hover, :focus-within) .controls { opacity: 0; }
}
@media (forced-colors: active) {
  .line, .reason, .controls { border: 1px solid CanvasText; background: Canvas; color: CanvasText; }
  .button { color: ButtonText; }
}
`

const sheets = new WeakMap<Document, CSSStyleSheet>()

/** The style sheet of a document, which takes none of another's; made when it is first asked for. */
export function styleSheet(document: Document): CSSStyleSheet {
  const { CSSStyleSheet: Sheet } = document.defaultView ?? globalThis
  const sheet = sheets.get(document) ?? new Sheet()
  if (!sheets.has(document)) sheet.replaceSync(css)
  sheets.set(document, sheet)
  return sheet
}
