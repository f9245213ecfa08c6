import { clsx } from "clsx"
import { TextLink } from "@/components/ui/text-link"
import type { ChangeBridge, ChangeStep } from "@/lib/spend/change-steps"

/** Decimal strings become numbers here, for places on the screen and never for text. */
function toScale(steps: readonly ChangeStep[]) {
  const ends = steps.flatMap(({ from, to }) => [Number(from), Number(to)])
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)]
  const span = most - least || 1
  const place = (amount: string) => ((Number(amount) - least) / span) * 100
  return ({ from, to }: ChangeStep) => {
    const [start, end] = [place(from), place(to)].sort((a, b) => a - b) as [number, number]
    return { start, end, at: place(to) }
  }
}

const FILL: Record<ChangeStep["kind"], string> = {
  period: "bg-ink-2",
  up: "bg-(--cat-2)",
  down: "bg-(--cat-3)",
  none: "",
}

/** One period's spend turned into another's, a step per line: bars begin where the one above ended. */
export function Waterfall({ model }: { model: ChangeBridge }) {
  const barOf = toScale(model.steps)
  return (
    <figure aria-label={model.summary} className="m-0 min-w-0">
      <ol className="grid gap-0">
        {model.steps.map((step, index) => {
          const { start, end, at } = barOf(step)
          const isLast = index === model.steps.length - 1
          return (
            <li
              key={step.id}
              title={step.meaning}
              className={clsx(
                "grid min-h-8 grid-cols-[8.5rem_minmax(0,1fr)_6.5rem] items-center gap-3 text-sm md:grid-cols-[11rem_minmax(0,1fr)_8rem]",
                step.kind === "period" && "font-medium",
              )}
            >
              <StepName step={step} />
              <span aria-hidden="true" className="relative block h-8">
                <span
                  className={clsx("absolute inset-y-1.5 block min-w-px rounded-[1px]", FILL[step.kind])}
                  style={{ left: `${start}%`, width: `${end - start}%` }}
                />
                {!isLast && (
                  <span
                    className="absolute -bottom-1.5 z-1 block h-3 border-l border-control"
                    style={{ left: `${at}%` }}
                  />
                )}
              </span>
              <span className="text-right tabular-nums" title={`${step.amount} ${model.currency}`}>
                {step.text}
              </span>
            </li>
          )
        })}
      </ol>
    </figure>
  )
}

function StepName({ step }: { step: ChangeStep }) {
  return step.href ? (
    <TextLink quiet href={step.href} prefetch={false}>
      {step.label}
    </TextLink>
  ) : (
    <span>{step.label}</span>
  )
}
