// Preloaded into every process of the server: when the one that started it dies, even by SIGKILL,
// the channel between them closes and this process ends as on SIGTERM.
if (process.channel) {
  process.on("disconnect", () => {
    setTimeout(() => process.exit(1), 10_000).unref()
    process.kill(process.pid, "SIGTERM")
  })
  process.channel.unref()
}
