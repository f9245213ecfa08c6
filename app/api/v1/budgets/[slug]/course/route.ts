import { budgetCourse } from "@/lib/budgets/course-schema"
import { budgetCourseOf } from "@/lib/budgets/courses"
import { budgetParams } from "@/lib/budgets/schema"
import { methods, route } from "@/lib/http/route"

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      auth: "either",
      keyScope: "read",
      params: budgetParams,
      document: {
        summary: "How a budget's running period goes",
        description:
          "What was spent by the end of each day, where the period is forecast to end, and when the limit and each threshold are reached. A fan-out has no course: its entities stand each for itself.",
        tag: "Budgets",
        responses: { 200: { description: "The course so far and ahead.", body: budgetCourse } },
      },
    },
    ({ scope, params: { slug } }) => budgetCourseOf(scope, slug),
  ),
})
