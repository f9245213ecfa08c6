import type { RerateDetail } from "@/lib/rerate/schema"
import { monthName } from "@/lib/time-format"
import { FiguresTable } from "./figures-table"

/** The difference by model, team and month. */
export function RerateFiguresView({ rerate }: { rerate: RerateDetail }) {
  const { total, currency } = rerate
  const shared = { total, currency }
  const models = rerate.by_model.map((figures) => ({ name: `${figures.provider} ${figures.model}`, figures }))
  const teams = rerate.by_team.map((figures) => ({ name: figures.team ?? "Unattributed", figures }))
  const months = rerate.by_month.map((figures) => ({
    name: `${monthName(new Date(`${figures.month}T12:00:00Z`), "UTC")} ${figures.month.slice(0, 4)}`,
    figures,
  }))
  return (
    <div className="grid gap-6">
      <p className="text-xs text-ink-3">Billed, before credits: these follow within seconds of an apply.</p>
      <FiguresTable head="Model" rows={models} {...shared} />
      <FiguresTable head="Team" rows={teams} {...shared} />
      <FiguresTable head="Month" rows={months} {...shared} />
    </div>
  )
}
