import "server-only"
import * as z from "zod"
import { countLetter } from "@/lib/auth/letters-today"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { baseUrl } from "@/lib/env"
import { log } from "@/lib/log"
import { letterFrame, linkTo } from "@/lib/mail/letter-frame"
import { html } from "@/lib/mail/markup"
import { oneLine } from "@/lib/mail/one-line"
import { canMail, sendMail } from "@/lib/mail/send"

export const noticeJob = z.object({ orgId: z.int(), endpointId: z.int() })
type NoticeJob = z.output<typeof noticeJob>

const offRow = z.object({ name: z.string(), shown: z.string(), off_because: z.string(), email: z.string() })
type Off = z.output<typeof offRow>

function offLetter(id: number, { name, shown, off_because }: Off) {
  const page = `${baseUrl()}/settings/endpoints?endpoint=${id}`
  const title = `Endpoint ${oneLine(name)} was switched off`
  const sentence = `${off_because} Alerts to ${shown} are noted and not sent until somebody switches it on again.`
  const why = "Sent to the owners and administrators of the organisation."
  return {
    subject: title,
    text: [title, sentence, page, why].join("\n\n"),
    html: letterFrame(
      title,
      html`<h1 style="margin:0 0 12px;font-size:20px">${title}</h1><p style="margin:0 0 16px">${sentence}</p>
<p style="margin:0">${linkTo(page, "Open the endpoint")}</p>`,
      html`${why}`,
    ),
  }
}

/** Tells owners and administrators by mail that an endpoint was switched off; one letter that fails keeps no other. */
export async function mailOffNotice({ orgId, endpointId }: NoticeJob): Promise<void> {
  if (!canMail()) return
  const readers = await query(
    Prisma.sql`select e.name, e.shown, e.off_because, a.email
      from endpoint e join membership m on m.org_id = e.org_id join account a on a.id = m.account_id
      where e.org_id = ${orgId} and e.id = ${endpointId} and e.off_because is not null
        and m.role in ('owner', 'admin')`,
    offRow,
    { on: accountPool() },
  )
  for (const off of readers) {
    if (!(await countLetter(orgId, new Date()))) return
    await sendMail({
      to: off.email,
      ...offLetter(endpointId, off),
      headers: { "Auto-Submitted": "auto-generated" },
    }).catch((err: unknown) =>
      log.warn({ err, orgId, endpointId }, "A notice of an endpoint could not be mailed."),
    )
  }
}
