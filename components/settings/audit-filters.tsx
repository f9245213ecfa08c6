import { useId } from "react"
import { Button, ButtonLink } from "@/components/ui/button"
import { TextField } from "@/components/ui/form"

export interface AuditFiltersProps {
  filters: Record<string, string>
  /** Every action that the trail holds. */
  actions: readonly string[]
}

/** Narrows the trail by the address alone: a plain form, which needs no script. */
export function AuditFilters({ filters, actions }: AuditFiltersProps) {
  const list = useId()
  return (
    <form
      method="get"
      action="/settings/audit"
      aria-label="Filter the trail"
      className="grid grid-cols-2 items-end gap-x-3 md:grid-cols-3 lg:grid-cols-[repeat(5,minmax(0,1fr))_auto]"
    >
      <TextField label="Who" name="actor" defaultValue={filters.actor} maxLength={300} autoComplete="off" />
      <TextField
        label="Action"
        name="action"
        defaultValue={filters.action}
        maxLength={300}
        autoComplete="off"
        list={list}
      />
      <datalist id={list}>
        {actions.map((action) => (
          <option key={action} value={action} />
        ))}
      </datalist>
      <TextField
        label="Subject"
        name="subject"
        defaultValue={filters.subject}
        maxLength={300}
        autoComplete="off"
      />
      <TextField label="From" name="from" type="date" defaultValue={filters.from} />
      <TextField label="Before" name="to" type="date" defaultValue={filters.to} />
      <div className="mb-4 flex gap-2">
        <Button type="submit">Filter</Button>
        {Object.keys(filters).length > 0 && (
          <ButtonLink kind="plain" href="/settings/audit">
            Clear filters
          </ButtonLink>
        )}
      </div>
    </form>
  )
}
