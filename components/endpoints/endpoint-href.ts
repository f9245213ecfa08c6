/** The page of endpoints with this one opened. */
export function endpointHref({ id }: { id: number }): string {
  return `/settings/endpoints?endpoint=${id}`
}
