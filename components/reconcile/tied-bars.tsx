import type { TiedBars as Model } from "@/lib/reconcile/series"

const KEY = [
  { id: "open", label: "Open", fill: "bg-warn-fill" },
  { id: "explained", label: "Explained", fill: "bg-ink-3" },
  { id: "adjusted", label: "Adjusted", fill: "bg-accent" },
] as const

/** Days beside each other, each as tall as the share of it that does not tie out. */
export function TiedBars({ bars: { bars, most, summary } }: { bars: Model }) {
  const [first, last] = [bars[0], bars.at(-1)]
  const shown = KEY.filter(({ id }) => id === "open" || bars.some((bar) => bar[id] > 0))
  return (
    <figure aria-label={summary} className="m-0 min-w-0">
      <ul className="mb-2 flex flex-wrap gap-x-4 text-xs text-ink-2">
        {shown.map(({ id, label, fill }) => (
          <li key={id} className="inline-flex min-h-6 items-center gap-2">
            <span aria-hidden="true" className={`size-2 rounded-[1px] ${fill}`} />
            {label}
          </li>
        ))}
        <li className="ml-auto inline-flex min-h-6 items-center text-ink-3">up to {most} of a day</li>
      </ul>
      <div style={{ maxWidth: `${bars.length * 4}rem` }}>
        <ol className="flex h-32 items-stretch gap-px border-b border-control">
          {bars.map((bar) => (
            <li
              key={bar.day}
              title={bar.title}
              className="flex min-w-0 flex-1 flex-col justify-end hover:bg-hover"
            >
              <span className="sr-only">{bar.title}</span>
              {[...KEY].reverse().map(({ id, fill }) => (
                <span
                  key={id}
                  aria-hidden="true"
                  className={`block ${fill}`}
                  style={{ height: `${bar[id]}%` }}
                />
              ))}
            </li>
          ))}
        </ol>
        <p aria-hidden="true" className="mt-1 flex justify-between text-[11px] text-ink-3">
          <span>{first?.label}</span>
          <span>{last !== first && last?.label}</span>
        </p>
      </div>
    </figure>
  )
}
