import { NAV } from "@/components/shell/nav"
import { PRESET_WORDS } from "@/lib/spend/range"
import type { RangePreset } from "@/lib/time"

export type ShortcutAct =
  | { kind: "go"; href: string; keepsView: boolean }
  | { kind: "range"; preset: RangePreset }
  | { kind: "compare" | "filter" | "print" | "palette" | "sheet" }

export interface Shortcut {
  /** What is pressed, one after another. */
  keys: readonly string[]
  label: string
  group: "Go to" | "Range" | "This page" | "Help"
  act: ShortcutAct
}

const GO: Readonly<Record<string, string>> = {
  "/": "o",
  "/explore": "x",
  "/events": "e",
  "/change": "c",
  "/reconcile": "r",
  "/health": "h",
  "/decide": "d",
  "/prices": "p",
  "/sources": "s",
  "/settings": "t",
}

const RANGES: readonly (readonly [string, RangePreset])[] = [
  ["1", "today"],
  ["2", "yesterday"],
  ["3", "7d"],
  ["4", "30d"],
  ["5", "mtd"],
  ["6", "last_month"],
  ["7", "qtd"],
  ["8", "ytd"],
]

const first = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Every shortcut there is: the keys act by it, the sheet shows it, the palette offers it. */
export const SHORTCUTS: readonly Shortcut[] = [
  ...NAV.flatMap(({ items }) => items).flatMap(({ href, label, keepsView }): Shortcut[] => {
    const key = GO[href]
    return key ? [{ keys: ["g", key], label, group: "Go to", act: { kind: "go", href, keepsView } }] : []
  }),
  ...RANGES.map(
    ([key, preset]): Shortcut => ({
      keys: [key],
      label: first(PRESET_WORDS[preset]),
      group: "Range",
      act: { kind: "range", preset },
    }),
  ),
  { keys: ["x"], label: "Compare, or stop comparing", group: "This page", act: { kind: "compare" } },
  { keys: ["/"], label: "Add a filter", group: "This page", act: { kind: "filter" } },
  { keys: ["p"], label: "Print what is shown", group: "This page", act: { kind: "print" } },
  { keys: ["?"], label: "Show the keys", group: "Help", act: { kind: "sheet" } },
]

/** What the keys pressed so far mean: an act, the beginning of one, or nothing. */
export function matchKeys(pressed: readonly string[]): ShortcutAct | "begun" | null {
  const starting = SHORTCUTS.filter(({ keys }) => pressed.every((key, at) => keys[at] === key))
  const whole = starting.find(({ keys }) => keys.length === pressed.length)
  if (whole) return whole.act
  return starting.length > 0 ? "begun" : null
}
