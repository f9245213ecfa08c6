import { html, type Markup } from "./markup"

export const INK = "#1b1b1f"
export const GREY = "#5b5b66"
export const LINE = "#e3e3e8"
export const ACCENT = "#2540b8"

/** A whole letter: what it says, and a last line in grey. Styles stand at the elements, as mail programs need. */
export function letterFrame(title: string, body: Markup, foot: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light"><title>${title}</title></head>
<body style="margin:0;padding:24px;background:#ffffff;color:${INK};font:15px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<div style="max-width:640px;margin:0 auto">${body}
<p style="margin:28px 0 0;padding-top:12px;border-top:1px solid ${LINE};color:${GREY};font-size:13px">${foot}</p>
</div></body></html>`.text
}

export function linkTo(href: string, words: string): Markup {
  return html`<a href="${href}" style="color:${ACCENT}">${words}</a>`
}
