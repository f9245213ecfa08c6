import { mayAttribute } from "@/app/(app)/attribution/attribution-read"
import { RenameButton } from "@/components/attribution/rename-button"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import type { EntityDimension } from "@/lib/spend/drill"
import { isRenamed } from "@/lib/spend/schema"

interface Props {
  dimension: EntityDimension
  value: string | null
}

/** For those who may: another name for the value. */
export async function RenameAction({ dimension, value }: Props) {
  if (value === null || !isRenamed(dimension)) return null
  const found = await readSection("Names", async () => mayAttribute(await requireScope()))
  return found.ok && found.value ? <RenameButton dimension={dimension} value={value} /> : null
}
