/** What a recipe is filled in with. */
export interface RecipeFacts {
  /** Where the installation is reached, without a slash at the end. */
  host: string
  /** The key itself, or the secret that signs. */
  key: string
  /** Where a source sends what it signs, below the host. */
  address?: string | undefined
  /** Makes the ids of a recipe its own, so that the same lines with another key are another event. */
  mark: string
}

/** Lines to paste that make an application's calls known. */
export interface Recipe {
  id: string
  label: string
  /** What to install or to know before; one or two sentences. */
  note: string
  /** The file's ending, which says what it is written in. */
  kind: "sh" | "mjs" | "py" | "yaml"
  code: (facts: RecipeFacts) => string
}
