import type { EventInput } from "@/lib/sources/events-schema"
import type { SourceName } from "./workloads"

/** An event as it goes over the wire: the public schema, with the two fields that every event here has. */
export type DemoEvent = EventInput & { id: string; time: string }

/** With the source whose key sends it. */
export interface SourcedEvent {
  source: SourceName
  event: DemoEvent
}
