import { useKeptText } from "./kept-text"

export interface HiddenColumns {
  visibility: Record<string, boolean>
  setVisible: (id: string, visible: boolean) => void
}

/** The columns switched off in the table `name`, kept in this browser; a table without a name keeps none. */
export function useHiddenColumns(name: string | undefined): HiddenColumns {
  const [text, keep] = useKeptText(name ? `columns:${name}` : null)
  const hidden = text === "" ? [] : text.split(",")
  return {
    visibility: Object.fromEntries(hidden.map((id) => [id, false])),
    setVisible: (id, visible) => {
      const rest = hidden.filter((each) => each !== id)
      keep((visible ? rest : [...rest, id]).join(","))
    },
  }
}
