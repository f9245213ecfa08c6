import { clsx } from "clsx"

/** Grey bars in the place of what is being read; `label` says it: `Loading spend by team`. */
export function Skeleton({ label, rows = 6 }: { label: string; rows?: number }) {
  return (
    <div role="status" className="skeleton">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity and never move
        <div key={row} className="flex h-(--row) items-center gap-10 border-b border-line last:border-b-0">
          <Bar className={row % 3 === 0 ? "w-40" : row % 3 === 1 ? "w-32" : "w-36"} />
          <Bar className="ml-auto w-16" />
          <Bar className="hidden w-16 md:block" />
        </div>
      ))}
    </div>
  )
}

function Bar({ className }: { className: string }) {
  return <span className={clsx("h-2.5 rounded-sm bg-hover", className)} />
}

/** Headline figures being read, in the height that they will have. */
export function KpiSkeleton({ count = 4 }: { count?: number }) {
  return (
    <div role="status" className="skeleton grid grid-cols-2 gap-x-10 py-4 md:grid-cols-3 md:py-5 lg:flex">
      <span className="sr-only">Loading headline figures</span>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity and never move
        <div key={index} className="flex h-[86px] flex-1 flex-col gap-3 pt-1 max-md:first-of-type:col-span-2">
          <Bar className="w-24" />
          <span className="h-6 w-32 rounded-sm bg-hover" />
          <Bar className="w-28" />
        </div>
      ))}
    </div>
  )
}

/** A chart being read: a block of its height. */
export function ChartSkeleton({ label, height = 284 }: { label: string; height?: number }) {
  return (
    <div role="status" className="skeleton" style={{ height }}>
      <span className="sr-only">{label}</span>
      <div className="h-full rounded-sm bg-well" />
    </div>
  )
}
