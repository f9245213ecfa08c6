"use client"

import { OpensEditor } from "@/components/ui/opens-editor"
import { later } from "@/components/ui/opens-later"
import type { CreateSourceDialogProps } from "./create-source-dialog"

const CreateSourceDialog = later(async () => (await import("./create-source-dialog")).CreateSourceDialog)

/** The way to a new source. */
export function CreateSourceButton(props: CreateSourceDialogProps) {
  return (
    <OpensEditor isMain word="Create a source" title="Create a source">
      <CreateSourceDialog {...props} />
    </OpensEditor>
  )
}
