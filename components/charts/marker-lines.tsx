import { usePlotArea, useXAxisScale } from "recharts"
import type { StackMarker } from "@/lib/spend/series"

/** A hairline at the bucket in which something happened, with the number that the list below explains. */
export function MarkerLines({ markers }: { markers: readonly StackMarker[] }) {
  const x = useXAxisScale()
  const area = usePlotArea()
  if (!x || !area) return null
  return (
    <g pointerEvents="none">
      {markers.map((marker, at) => {
        const left = x(marker.index, { position: "start" })
        if (left === undefined) return null
        return (
          <g key={marker.id}>
            <path d={`M${left},${area.y}V${area.y + area.height}`} stroke="var(--text-3)" strokeWidth={1} />
            <text x={left + 3} y={area.y + 9} fontSize={11} fill="var(--text-2)">
              {at + 1}
            </text>
          </g>
        )
      })}
    </g>
  )
}
