import { clsx } from "clsx"
import type { ReactNode } from "react"
import { Swatch } from "@/components/charts/swatch"
import { TextLink } from "@/components/ui/text-link"
import { formatChangeTenths, formatCount, formatMoney, UNKNOWN } from "@/lib/money-format"
import type { Colour } from "@/lib/spend/colour"

/** What is not known; a known zero is a figure. */
export function Unknown() {
  return <span className="text-ink-3">{UNKNOWN}</span>
}

export interface MoneyCellProps {
  /** Decimal string; null = not known or not priced. */
  amount: string | null
  currency: string
  href?: string
}

export function MoneyCell({ amount, currency, href }: MoneyCellProps) {
  if (amount === null) return <Unknown />
  const text = formatMoney(amount, currency)
  return href ? (
    <TextLink quiet href={href}>
      {text}
    </TextLink>
  ) : (
    text
  )
}

/** A change in percent; what was not there before is new, not infinite. */
export function PercentCell({ tenths, isNew }: { tenths: number | null; isNew: boolean }) {
  if (isNew) return "new"
  return tenths === null ? <Unknown /> : formatChangeTenths(tenths)
}

export function CountCell({ count }: { count: number | null }) {
  return count === null ? <Unknown /> : formatCount(count)
}

export interface NameCellProps {
  name: ReactNode
  colour?: Colour | null
  href?: string | null
  muted?: boolean
}

/** A name with its swatch; the swatch is the legend of the chart above. */
export function NameCell({ name, colour = null, href = null, muted = false }: NameCellProps) {
  const label = (
    <span className={clsx("max-w-60 truncate max-md:max-w-36", muted && "text-ink-3")}>{name}</span>
  )
  return (
    <span className="inline-flex items-center gap-2 align-middle">
      {colour !== null && <Swatch colour={colour} />}
      {href ? (
        <TextLink quiet href={href}>
          {label}
        </TextLink>
      ) : (
        label
      )}
    </span>
  )
}
