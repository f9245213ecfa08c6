import { useEffect, useState } from "react"
import { callApi } from "@/components/sources/call-api"
import { ENTITY_DIMENSIONS, entityHref } from "@/lib/spend/drill"
import { dimensionLabel } from "@/lib/spend/filter"
import { DEFAULT_VIEW } from "@/lib/spend/url"
import type { SavedView, ViewsAnswer } from "@/lib/views/schema"

export interface Found {
  href: string
  label: string
  /** What it is: `Team`. */
  kind: string
}

const SHORTEST = 2
const OF_EACH = 5
/** People type faster than this. */
const PAUSE_MS = 200

/** The views that the person sees; none until they are there. */
export function useViews(): readonly SavedView[] {
  const [views, setViews] = useState<readonly SavedView[]>([])
  useEffect(() => {
    callApi<ViewsAnswer>("/api/v1/views").then((answer) => answer.ok && setViews(answer.value.views))
  }, [])
  return views
}

async function find(text: string): Promise<Found[]> {
  const asked = ENTITY_DIMENSIONS.map(async (dimension) => {
    const path = `/api/v1/dimensions/${dimension}?contains=${encodeURIComponent(text)}`
    const answer = await callApi<{ values: string[] }>(path)
    const values = answer.ok ? answer.value.values.slice(0, OF_EACH) : []
    return values.map((value) => ({
      href: entityHref(dimension, value, DEFAULT_VIEW),
      label: value,
      kind: dimensionLabel(dimension),
    }))
  })
  return (await Promise.all(asked)).flat()
}

/** Users, teams, models and the like whose name contains the text. */
export function useFound(text: string): readonly Found[] {
  const [found, setFound] = useState<readonly Found[]>([])
  const wanted = text.trim()
  useEffect(() => {
    let stale = false
    const timer = setTimeout(async () => {
      const next = wanted.length < SHORTEST ? [] : await find(wanted)
      if (!stale) setFound(next)
    }, PAUSE_MS)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [wanted])
  return found
}
