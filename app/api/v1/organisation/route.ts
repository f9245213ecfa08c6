import { organisationAnswer, organisationInput } from "@/lib/auth/organisation-schema"
import { changeSettings, getSettings } from "@/lib/auth/organisation-settings"
import { methods, route } from "@/lib/http/route"

const responses = { 200: { description: "The organisation.", body: organisationAnswer } }

const read = route(
  {
    auth: "either",
    keyScope: "read",
    document: {
      summary: "The organisation's name, zone, currency and fiscal year",
      tag: "People",
      responses,
    },
  },
  ({ scope }) => getSettings(scope),
)

const change = route(
  {
    auth: "session",
    roles: ["owner", "admin"],
    body: organisationInput,
    document: {
      summary: "Change the organisation",
      description:
        "What is left out stays. Another zone counts once the sums of its days are made; the currency can be chosen only before the first event.",
      tag: "People",
      responses,
    },
  },
  ({ scope, body }) => changeSettings(scope, body),
)

export const { GET, POST, PUT, PATCH, DELETE } = methods({ GET: read, PATCH: change })
