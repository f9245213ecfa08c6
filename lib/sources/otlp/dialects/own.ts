import type { Dialect } from "./dialect"

/** What an application sets for Tollgate itself; it wins over every other word. */
export const own: Dialect = {
  attribution: {
    user: ["tollgate.user"],
    agent: ["tollgate.agent"],
    feature: ["tollgate.feature"],
    team: ["tollgate.team"],
    environment: ["tollgate.environment"],
    session: ["tollgate.session"],
  },
  metadata: ["tollgate.tags."],
}
