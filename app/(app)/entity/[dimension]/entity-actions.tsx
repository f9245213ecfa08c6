import { Suspense } from "react"
import { TextLink } from "@/components/ui/text-link"
import { changeHref, type EntityDimension, exploreHref, narrowed } from "@/lib/spend/drill"
import { usesOf } from "@/lib/spend/entity"
import { DEFAULT_VIEW } from "@/lib/spend/url"
import { RenameAction } from "./rename-action"

interface Props {
  dimension: EntityDimension
  value: string | null
}

/** Where else the entity can be looked at; on phones the figures lead there. */
export function EntityActions({ dimension, value }: Props) {
  const view = narrowed({ ...DEFAULT_VIEW, groupBy: [usesOf(dimension).chart] }, dimension, value)
  return (
    <span className="hidden items-center gap-4 text-xs whitespace-nowrap md:flex">
      <Suspense>
        <RenameAction dimension={dimension} value={value} />
      </Suspense>
      <TextLink href={exploreHref(view)} prefetch={false}>
        Explore
      </TextLink>
      <TextLink href={changeHref(view)} prefetch={false}>
        Why it changed
      </TextLink>
    </span>
  )
}
