// The least a Next route can do: the measure of what a POST costs before it does anything.
export async function POST() {
  return Response.json({ ok: true })
}
